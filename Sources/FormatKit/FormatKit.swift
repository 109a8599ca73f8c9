// FormatKit
