"""Mail, by the server that MINGTANG_SMTP_URL names."""

import smtplib
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from mingtang.institution.notices.channels.errors import Unsent

TIMEOUT = 20  # seconds
BACKEND = "django.core.mail.backends.smtp.EmailBackend"
PERMANENT = 500  # SMTP: answers from here on do not change by trying again


@dataclass(frozen=True)
class Letter:
    """One mail: to whom, what about, what it says, and a number that stays the same for each try.

    `headers` are further ones, pairs of name and value.
    """

    address: str
    title: str
    text: str
    number: str
    headers: tuple[tuple[str, str], ...] = ()


def send_mail(letter: Letter) -> None:
    """Hand a mail to the server.

    :raises Unsent: it was not taken.
    """
    message = EmailMessage(
        subject=letter.title,
        body=letter.text,
        to=[letter.address],
        connection=get_connection(BACKEND, timeout=TIMEOUT),
        headers={
            **dict(letter.headers),
            # A mailbox shows a message that came twice once.
            "Message-ID": f"<{letter.number}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2]}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        if all(code >= PERMANENT for code in codes):
            raise Unsent("邮件服务器不接受收件地址，请核对邮箱", is_final=True) from None
        raise Unsent("邮件服务器暂时不接受收件地址") from None
    except smtplib.SMTPAuthenticationError:
        raise Unsent("邮件服务器不接受账号或密码，请检查 MINGTANG_SMTP_URL") from None
    except (smtplib.SMTPException, OSError):
        raise Unsent("邮件服务器没有接收，请检查它是否可用") from None
    except ValueError:
        raise Unsent("邮箱地址写法不对，请核对", is_final=True) from None
