import CommandKit
import Testing

@Suite struct ManPageTests {
  @Test func manPage() {
    #expect(
      Sample.tool.manPage == #"""
        .TH "SAMPLE" 1 "" "sample 1.2.3" "User Commands"
        .nh
        .ad l
        .SH NAME
        sample \- Tell what a release changes
        .SH SYNOPSIS
        \fBsample\fR \fI[OPTIONS]\fR \fICOMMAND\fR
        .SH DESCRIPTION
        Sample reads a repository and tells what changed in it.
        .SH COMMANDS
        .SS "sample diff"
        \fBsample\fR \fBdiff\fR \fI[OPTIONS]\fR \fI[RANGE]\fR
        .PP
        Print every change between two revisions. Also called compare.
        .PP
        Both revisions are read from Git; the work tree is never looked at.
        .PP
        A file that neither revision changes is not read.
        .TP
        \fI[RANGE]\fR
        The revisions to compare, such as v1.0.0..HEAD, or one revision, which is compared with HEAD [default: the last release..HEAD]
        .TP
        \fB\-\-only\fR \fICLASS\fR
        Show only changes of CLASS [choices: breaking, risky, additive] [repeatable]
        .TP
        \fB\-\-limit\fR \fIN\fR
        Show at most N changes; \-1 shows all [default: 100]
        .TP
        \fB\-\-policy\-from\fR \fIREV\fR
        Read the policy at REV
        .TP
        \fB\-\-summary\fR
        Print counts [deprecated since 1.1; use \-\-format text]
        .TP
        \fB\-\-format\fR \fIFORMAT\fR
        Print the report as FORMAT [choices: text, json, markdown] [default: text]
        .TP
        \fB\-o\fR, \fB\-\-output\fR \fIFILE\fR
        Write the report to FILE instead of standard output
        .PP
        Compare the last release with HEAD:
        .PP
        .RS 4
        .nf
        sample diff v1.0.0..HEAD
        .fi
        .RE
        .SS "sample explain"
        \fBsample\fR \fBexplain\fR \fI[OPTIONS]\fR \fIRULE\fR
        .PP
        Print what a rule demands.
        .TP
        \fIRULE\fR
        The id of a rule
        .SS "sample waivers"
        \fBsample\fR \fBwaivers\fR \fI[OPTIONS]\fR \fICOMMAND\fR
        .PP
        Work with waivers.
        .SS "sample waivers list"
        \fBsample\fR \fBwaivers\fR \fBlist\fR \fI[OPTIONS]\fR \fI[PATTERN]...\fR
        .PP
        List waivers.
        .TP
        \fI[PATTERN]...\fR
        List waivers whose rule matches a PATTERN
        .TP
        \fB\-\-expired\fR
        List expired waivers too
        .SS "sample waivers new"
        \fBsample\fR \fBwaivers\fR \fBnew\fR \fI[OPTIONS]\fR \fB\-\-owner\fR \fINAME\fR \fIFILE...\fR
        .PP
        Write a waiver.
        .TP
        \fIFILE...\fR
        The files to waive
        .TP
        \fB\-\-owner\fR \fINAME\fR
        Record NAME as the owner [required]
        .TP
        \fB\-\-reason\fR \fITEXT\fR
        Record why the exception is granted
        .SS "sample help"
        \fBsample\fR \fBhelp\fR \fI[OPTIONS]\fR \fI[COMMAND]...\fR
        .PP
        Print the help of a command.
        .TP
        \fI[COMMAND]...\fR
        The command, outermost word first
        .SH OPTIONS
        .TP
        \fB\-\-version\fR
        Print the version
        .TP
        \fB\-\-repo\fR \fIDIR\fR
        Read the repository in DIR [default: the current directory]
        .TP
        \fB\-q\fR, \fB\-\-quiet\fR
        Print nothing but the result
        .TP
        \fB\-h\fR, \fB\-\-help\fR
        Print help
        .SH EXIT STATUS
        .TP
        \fB0\fR
        nothing blocks the release
        .TP
        \fB1\fR
        something blocks the release
        .TP
        \fB2\fR
        the command line cannot be accepted
        .SH ENVIRONMENT
        .TP
        \fBNO_COLOR\fR
        Print without color when set and not empty
        .SH EXAMPLES
        Explain a rule:
        .PP
        .RS 4
        .nf
        sample explain openapi/response\-removed
        .fi
        .RE
        .SH SEE ALSO
        git\-diff(1), https://example.com/sample

        """#)
  }

  @Test func textsAreNoMacrosOrEscapes() {
    let tool = Tool(
      version: "1",
      root: Command(
        "x", "Do", discussion: ".SH it's \\fBbold\\fR, \"q\" ^ ~ `é`", action: 0))
    #expect(
      tool.manPage.contains(
        #"""

        \&.SH it\[aq]s \[rs]fBbold\[rs]fR, \[dq]q\[dq] \[ha] \[ti] \[ga]\[u00E9]\[ga]

        """#))
  }
}
