// HistoryBuilding
