import Testing

/// Signatures made once with ssh-keygen (OpenSSH 9.2), whose private keys were thrown away.
struct Vector: Sendable, CustomTestStringConvertible {
  let name: String
  /// The public key: type and blob.
  let key: String
  let fingerprint: String
  let armored: String

  var testDescription: String { name }
  var signature: [UInt8] { Array(armored.utf8) }

  /// What was signed.
  static let payload = Array(
    """
    tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904
    author A <a@example.invalid> 1767225600 +0000
    committer A <a@example.invalid> 1767225600 +0000

    Change

    """.utf8)

  /// Those that can be verified.
  static let right = [ed25519, ed25519SHA256, p256, rsa3072]

  static let ed25519 = Vector(
    name: "Ed25519",
    key: """
      ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE791M9SuuOgTlYQsboQHyeD20DZmkJPJR+6Qf55UW2R
      """,
    fingerprint: "SHA256:s23gMos2oedbYJsIrtEm6VmwZ3nJkPrO3sz4ijEd5cc",
    armored: """
      -----BEGIN SSH SIGNATURE-----
      U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgTv3Uz1K646BOVhCxuhAfJ4PbQN
      maQk8lH7pB/nlRbZEAAAADZ2l0AAAAAAAAAAZzaGE1MTIAAABTAAAAC3NzaC1lZDI1NTE5
      AAAAQIRJ437QHWqYu3JG+9UiNvWemXRA7NBmAw8tPFBBoEaCMJPWhuJyPhqxVlaQDdHPWu
      z7ToIQ/u4BzTiMb5QPyQE=
      -----END SSH SIGNATURE-----

      """)

  static let ed25519SHA256 = Vector(
    name: "Ed25519 with SHA-256",
    key: """
      ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE791M9SuuOgTlYQsboQHyeD20DZmkJPJR+6Qf55UW2R
      """,
    fingerprint: "SHA256:s23gMos2oedbYJsIrtEm6VmwZ3nJkPrO3sz4ijEd5cc",
    armored: """
      -----BEGIN SSH SIGNATURE-----
      U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgTv3Uz1K646BOVhCxuhAfJ4PbQN
      maQk8lH7pB/nlRbZEAAAADZ2l0AAAAAAAAAAZzaGEyNTYAAABTAAAAC3NzaC1lZDI1NTE5
      AAAAQCPpoaW2zpWmjjfRqNqBP/G64b7PW7CjlCfnnQyv08Xx6z+runAB0FI55LbM3fVtbJ
      futnLbCFwgap1MuRWPMgQ=
      -----END SSH SIGNATURE-----

      """)

  static let ed25519File = Vector(
    name: "Ed25519 for files",
    key: """
      ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE791M9SuuOgTlYQsboQHyeD20DZmkJPJR+6Qf55UW2R
      """,
    fingerprint: "SHA256:s23gMos2oedbYJsIrtEm6VmwZ3nJkPrO3sz4ijEd5cc",
    armored: """
      -----BEGIN SSH SIGNATURE-----
      U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgTv3Uz1K646BOVhCxuhAfJ4PbQN
      maQk8lH7pB/nlRbZEAAAAEZmlsZQAAAAAAAAAGc2hhNTEyAAAAUwAAAAtzc2gtZWQyNTUx
      OQAAAEB12KDM457FpI1k+XcoHB7UYhSXbjjzzElQclGm02VCpjWIGwU0lmDaKhEMKnu7gp
      hhhl+CanyQaJgabXC8UXgB
      -----END SSH SIGNATURE-----

      """)

  static let p256 = Vector(
    name: "ECDSA P-256",
    key: """
      ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBI1HngyBJ2qR\
      OndL2qoKxUtAFxbZJC73yk4zpytBcDhy1HtaO/AvvX6mZ9UcnR6rxEMSAPzQuRg8ry4ThUwodJw=
      """,
    fingerprint: "SHA256:VV+djOr+lyhQ8PEDYrrsouDAmyDmqn2UCZYZ473Ty/I",
    armored: """
      -----BEGIN SSH SIGNATURE-----
      U1NIU0lHAAAAAQAAAGgAAAATZWNkc2Etc2hhMi1uaXN0cDI1NgAAAAhuaXN0cDI1NgAAAE
      EEjUeeDIEnapE6d0vaqgrFS0AXFtkkLvfKTjOnK0FwOHLUe1o78C+9fqZn1RydHqvEQxIA
      /NC5GDyvLhOFTCh0nAAAAANnaXQAAAAAAAAABnNoYTUxMgAAAGMAAAATZWNkc2Etc2hhMi
      1uaXN0cDI1NgAAAEgAAAAgU57auo4olofP+9vOu5uS32sKDIAGXFer8EkQVBH7mcoAAAAg
      WpjYcWPOkc4mRN+Dp5QfHWkl9ox/H6A9X0KNsziCrLI=
      -----END SSH SIGNATURE-----

      """)

  static let rsa3072 = Vector(
    name: "RSA 3072",
    key: """
      ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQDzY7XD/8VOxLfT2RNtBHFYTbRYnlC5A/gpJuodqwEzdRWu\
      kpGER5YmyoeN/Doc3UuUIG4wbdNuWf3uIooCRHtn48uaeAv8sMN2vbdbO9nPENNGiM0KlYQ5QRiTDJofxI9a\
      CU9m9EpQWNWiA2/CRUsKB7mtoFnYwdmKI8riPwXRvER5iw9KhIFhQzjwqdpYDs5yPZVLRx63f1y4q91OkkD/\
      8N2JiRogpV6XpUPxZnhHzEJ2L+5Gx99JrNBxIn6Z1jDrxKRW/GxvZHWEDev4lH6Y09bdsHcP4efK9xDpLcwD\
      c9X8FgQ9ExboJ+gfTDWv9HBuwZC0/P/zVqHUB2BA3UZ6l0CidnXs+RIMK2iN27dkLrFkDV5D/ys1hm7jPPxx\
      s/5tE1q6lNd5ULVpoycHWtth1FkmEAJb7ea9hrYig8ZudEJdziSCCObEIAKZSBmU+5l7CfIvqwI/4S4+TITQ\
      V2D7L1pKYQe03GA7gaHjMcYZWFx4ASmdo1PSCLS79/HegMk=
      """,
    fingerprint: "SHA256:zLfsZQrNhcbF2g6bY15dsbsWgiI4zE7LDsZiGBLKs4U",
    armored: """
      -----BEGIN SSH SIGNATURE-----
      U1NIU0lHAAAAAQAAAZcAAAAHc3NoLXJzYQAAAAMBAAEAAAGBAPNjtcP/xU7Et9PZE20EcV
      hNtFieULkD+Ckm6h2rATN1Fa6SkYRHlibKh438OhzdS5QgbjBt025Z/e4iigJEe2fjy5p4
      C/yww3a9t1s72c8Q00aIzQqVhDlBGJMMmh/Ej1oJT2b0SlBY1aIDb8JFSwoHua2gWdjB2Y
      ojyuI/BdG8RHmLD0qEgWFDOPCp2lgOznI9lUtHHrd/XLir3U6SQP/w3YmJGiClXpelQ/Fm
      eEfMQnYv7kbH30ms0HEifpnWMOvEpFb8bG9kdYQN6/iUfpjT1t2wdw/h58r3EOktzANz1f
      wWBD0TFugn6B9MNa/0cG7BkLT8//NWodQHYEDdRnqXQKJ2dez5EgwraI3bt2QusWQNXkP/
      KzWGbuM8/HGz/m0TWrqU13lQtWmjJwda22HUWSYQAlvt5r2GtiKDxm50Ql3OJIII5sQgAp
      lIGZT7mXsJ8i+rAj/hLj5MhNBXYPsvWkphB7TcYDuBoeMxxhlYXHgBKZ2jU9IItLv38d6A
      yQAAAANnaXQAAAAAAAAABnNoYTUxMgAAAZQAAAAMcnNhLXNoYTItNTEyAAABgBRYg9uCC4
      KYe2nWskK3vahBw/YaOZkw1awnSlrP1bQMwTa7vdvQ6jsUYvLG1sX8h/opEo/v+jaqRCH1
      pAmNEaKY7N+nfoMaZPoT3hZiJjX1r6cLyYNo6dDGEyLzG+WuJGD4BMQgqQQ8J4toeSdYax
      OkbET34TGdj3TxwNGXeJfmdoUJjhfyJNATjAwDB+DjNV7SV5/iZ+zdNcJqw5LVVwvuCGPC
      Ceq4BLtkr0NlKGmRzE7SnZP1ZRMuo7/43azQgYONdJN4d40aznZ3LVadae8/uoLL1LV8L6
      mHRMAs+AvUxVJ3egulbyYCzrOBRn6rSaZtAxg34T8Yxdh7aqfTxalLPp/i5PDtwDtOQWVT
      kpOVRgwuulXUKP3o4E+llz8iAw4igcWuliOZu8F2x6pMxL6B0KkrZIs4ZPO7aSlVIToPzD
      nrcuLqbcD84B5Vuv6XRsN1452W48bBG8bbTJwOKDqtNhFqJi6Ze37Rydn50AjULiRvLROs
      WAKjBvtxC77N1Q==
      -----END SSH SIGNATURE-----

      """)

  static let rsa2048 = Vector(
    name: "RSA 2048",
    key: """
      ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDAtkaEhHhNCRNyY2cuc85MwrW422OPvGAacYYltkZaGmw5\
      bLepuByRf/axFMJpZc8dWEt+0bZZVC/1VOFS48PmDTMnhEGga48QP2FOCZmilWpJcJF3jV3twXwlEe+8YWHd\
      L6aifhBs8htrfNGYDN3RMGcpbwI6Zoynz4/hYuWP45r3W2amOEoMVR1PhJp9HNzS7FiqsUqPDnjAfEz2GEDA\
      OnOWyc67WvaP74ofBM5XqOKDfob0inyblAzp5fUfkcqxh50e3GleRBwdmL8fzVzmw4E1FO3WeLMA6rhMshfn\
      75wKT1ByLwQ1UphjFTe31+oLIpC+mpjXsY08FACDmsgZ
      """,
    fingerprint: "SHA256:a8UTztE8kOdwcR06kspjAvwKI4BPHIe29dM3DOPu0Xk",
    armored: """
      -----BEGIN SSH SIGNATURE-----
      U1NIU0lHAAAAAQAAARcAAAAHc3NoLXJzYQAAAAMBAAEAAAEBAMC2RoSEeE0JE3JjZy5zzk
      zCtbjbY4+8YBpxhiW2RloabDlst6m4HJF/9rEUwmllzx1YS37RtllUL/VU4VLjw+YNMyeE
      QaBrjxA/YU4JmaKVaklwkXeNXe3BfCUR77xhYd0vpqJ+EGzyG2t80ZgM3dEwZylvAjpmjK
      fPj+Fi5Y/jmvdbZqY4SgxVHU+Emn0c3NLsWKqxSo8OeMB8TPYYQMA6c5bJzrta9o/vih8E
      zleo4oN+hvSKfJuUDOnl9R+RyrGHnR7caV5EHB2Yvx/NXObDgTUU7dZ4swDquEyyF+fvnA
      pPUHIvBDVSmGMVN7fX6gsikL6amNexjTwUAIOayBkAAAADZ2l0AAAAAAAAAAZzaGE1MTIA
      AAEUAAAADHJzYS1zaGEyLTUxMgAAAQAx4+z+2MOc1eGKXblgJb9bbky7cxqlpKJBjGfsMF
      8pNvOfsgTMRWWWqEfGeKwcamqMdGVtFR9CAT7ONt9839EbfzZwbZVizjgYYSjfqxqjlyxb
      xUILqR++O16krI9WOEM8LWfqvKi2qApidfluA6FqI6Xm6OCBmgwT3QDIV3chKViEd+irtK
      BEaH2dfX/9xtHedSW4npEUe/MJ2AlSueTM95Ur7QY1NZdV2rrXEUvJx44Joacp7Br2ztFP
      mZg6Z8QyMxeFU6eD2GruvKFkTVFTIO6HOb91HG8Z4Zq9aoGfkfb3mcwo0fECff9OXd3rRv
      Xsp40URQ/uI9gtPXA4hyg3
      -----END SSH SIGNATURE-----

      """)
}
