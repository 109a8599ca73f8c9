// CommandLines
