// DataTrees
