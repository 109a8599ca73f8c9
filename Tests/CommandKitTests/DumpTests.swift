import CommandKit
import Foundation
import Testing

@Suite struct DumpTests {
  @Test func dump() {
    #expect(
      Sample.tool.dump == """
        {
          "schema": "relgate/cli/1",
          "name": "sample",
          "version": "1.2.3",
          "abstract": "Tell what a release changes",
          "commands": [
            {
              "path": [],
              "abstract": "Tell what a release changes",
              "subcommandRequired": true,
              "options": [
                {
                  "spellings": ["--version"],
                  "help": "Print the version",
                  "arity": 0
                },
                {
                  "spellings": ["--repo"],
                  "help": "Read the repository in DIR",
                  "arity": 1,
                  "valueName": "DIR",
                  "valueKind": "directory",
                  "default": "the current directory",
                  "global": true
                },
                {
                  "spellings": ["--quiet", "-q"],
                  "help": "Print nothing but the result",
                  "arity": 0,
                  "global": true
                },
                {
                  "spellings": ["--help", "-h"],
                  "help": "Print help",
                  "arity": 0,
                  "global": true
                }
              ]
            },
            {
              "path": ["diff"],
              "aliases": ["compare"],
              "abstract": "Print every change between two revisions",
              "options": [
                {
                  "spellings": ["--only"],
                  "help": "Show only changes of CLASS",
                  "arity": 1,
                  "valueName": "CLASS",
                  "valueKind": "choice",
                  "choices": ["breaking", "risky", "additive"],
                  "strict": true,
                  "repeatable": true
                },
                {
                  "spellings": ["--limit"],
                  "help": "Show at most N changes; -1 shows all",
                  "arity": 1,
                  "valueName": "N",
                  "valueKind": "number",
                  "default": "100"
                },
                {
                  "spellings": ["--policy-from"],
                  "help": "Read the policy at REV",
                  "arity": 1,
                  "valueName": "REV",
                  "valueKind": "revision"
                },
                {
                  "spellings": ["--summary"],
                  "help": "Print counts",
                  "arity": 0,
                  "deprecated": {
                    "since": "1.1",
                    "use": "--format text"
                  }
                },
                {
                  "spellings": ["--trace"],
                  "help": "Print the steps taken",
                  "arity": 0,
                  "hidden": true
                },
                {
                  "spellings": ["--format"],
                  "help": "Print the report as FORMAT",
                  "arity": 1,
                  "valueName": "FORMAT",
                  "valueKind": "choice",
                  "choices": ["text", "json", "markdown"],
                  "strict": true,
                  "default": "text"
                },
                {
                  "spellings": ["--output", "-o"],
                  "help": "Write the report to FILE instead of standard output",
                  "arity": 1,
                  "valueName": "FILE",
                  "valueKind": "file"
                }
              ],
              "positionals": [
                {
                  "name": "RANGE",
                  "help": "The revisions to compare, such as v1.0.0..HEAD, or one revision, which is compared with HEAD",
                  "valueKind": "revision",
                  "default": "the last release..HEAD"
                }
              ]
            },
            {
              "path": ["explain"],
              "abstract": "Print what a rule demands",
              "positionals": [
                {
                  "name": "RULE",
                  "help": "The id of a rule",
                  "valueKind": "text",
                  "required": true
                }
              ]
            },
            {
              "path": ["waivers"],
              "abstract": "Work with waivers",
              "subcommandRequired": true
            },
            {
              "path": ["waivers", "list"],
              "abstract": "List waivers",
              "options": [
                {
                  "spellings": ["--expired"],
                  "help": "List expired waivers too",
                  "arity": 0
                }
              ],
              "positionals": [
                {
                  "name": "PATTERN",
                  "help": "List waivers whose rule matches a PATTERN",
                  "valueKind": "text",
                  "repeatable": true
                }
              ]
            },
            {
              "path": ["waivers", "new"],
              "abstract": "Write a waiver",
              "options": [
                {
                  "spellings": ["--owner"],
                  "help": "Record NAME as the owner",
                  "arity": 1,
                  "valueName": "NAME",
                  "valueKind": "text",
                  "required": true
                },
                {
                  "spellings": ["--reason"],
                  "help": "Record why the exception is granted",
                  "arity": 1,
                  "valueName": "TEXT",
                  "valueKind": "text"
                }
              ],
              "positionals": [
                {
                  "name": "FILE",
                  "help": "The files to waive",
                  "valueKind": "file",
                  "required": true,
                  "repeatable": true
                }
              ]
            },
            {
              "path": ["show"],
              "abstract": "Print a rule",
              "hidden": true,
              "deprecated": {
                "since": "1.0",
                "removal": "2.0",
                "use": "sample explain"
              }
            },
            {
              "path": ["help"],
              "abstract": "Print the help of a command",
              "positionals": [
                {
                  "name": "COMMAND",
                  "help": "The command, outermost word first",
                  "valueKind": "text",
                  "repeatable": true
                }
              ]
            }
          ],
          "exitCodes": [
            {
              "code": 0,
              "meaning": "nothing blocks the release"
            },
            {
              "code": 1,
              "meaning": "something blocks the release"
            },
            {
              "code": 2,
              "meaning": "the command line cannot be accepted"
            }
          ],
          "environment": [
            {
              "name": "NO_COLOR",
              "meaning": "Print without color when set and not empty"
            }
          ]
        }

        """)
  }

  /// Texts that JSON must escape come back as they were.
  @Test func textsAreEscaped() throws {
    let text = "a \"quote\", a \\, a tab \t, a line\nfeed, a control \u{1} and é, 漢, 🙂"
    let tool = Tool(version: text, root: Command("x", "Do", action: 0))
    let object = try JSONSerialization.jsonObject(with: Data(tool.dump.utf8)) as? [String: Any]
    #expect(object?["version"] as? String == text)
  }
}
