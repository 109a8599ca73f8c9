/// The version of this program.
let relgateVersion = "0.1.0"
