"""Letters, handed over one after the other to the plant's mail server."""

import structlog

import devices
from devices.interfaces import DeviceError, MailRefused, Post
from gate import site
from gate.mail import outbox, servers
from gate.mail.outbox import State
from gate.models import Mail
from workers import context

log = structlog.get_logger()


def send_mail() -> None:
    """Send whatever is due; where there is no mail server, letters wait until their time is over."""
    context.open_database()
    for ended in outbox.clear_up():
        log.error("mail_ended", mail=ended.id, kind=ended.kind, before=ended.state)
    post = _mail_server()
    if post is None:
        return
    while (mail := outbox.take()) is not None:
        if not _send(post, mail):
            return  # the others would wait as long for the same answer


def _mail_server() -> Post | None:
    device = servers.in_use()
    if device is None:
        return None
    try:
        post: Post = devices.connect(device.driver, site.settings_of(device))
    except DeviceError as fault:
        log.error("mail_server_unusable", device=device.name, problem=fault.message)
        return None
    return post


def _send(post: Post, mail: Mail) -> bool:
    """Whether the next one may be tried at once."""
    told = {"mail": mail.id, "kind": mail.kind, "tries": mail.tries}
    try:
        answer = post.send(outbox.content(mail), mail.address, lambda: outbox.handing_over(mail))
    except outbox.Lost:
        log.warning("mail_lost_to_another", **told)
        return True
    except DeviceError as fault:
        return _note(fault, mail)
    outbox.sent(mail, answer)
    log.info("mail_sent", **told, answer=answer)
    return True


def _note(fault: DeviceError, mail: Mail) -> bool:
    told = {"mail": mail.id, "kind": mail.kind, "tries": mail.tries, "problem": fault.message}
    if fault.may_still_happen:
        outbox.doubt(mail, fault.message)
        log.error("mail_unsure", **told)
        return True
    if isinstance(fault, MailRefused):
        outbox.refuse(mail, fault.message)
        log.error("mail_failed", **told)
        return True
    failed = outbox.postpone(mail, fault.message) is State.FAILED
    log.log(40 if failed else 30, "mail_failed" if failed else "mail_postponed", **told)
    return False
