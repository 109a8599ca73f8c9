@main struct RelgateDev { static func main() {} }
