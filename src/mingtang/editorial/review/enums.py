"""Names of the review room."""

KIND = "review"
SIGNATURE = "signature"
SIGNATURE_LABEL = "主要领导签发"
SECRECY = "secrecy"
