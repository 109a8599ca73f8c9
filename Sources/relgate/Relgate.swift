@main struct Relgate { static func main() {} }
