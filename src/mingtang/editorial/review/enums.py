"""Names of the review room."""

KIND = "review"
AFTERWARDS = "afterwards"
URGENT_SIGNATURE = "urgent"
URGENT_SIGNATURE_LABEL = "紧急签发"
SIGNATURE = "signature"
SIGNATURE_LABEL = "主要领导签发"
SECRECY = "secrecy"
