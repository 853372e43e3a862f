"""Sign-in of citizens (统一身份认证): services that state who a person is, drafts on the way there, own letters."""
