"""Why a person is not signed in, by code; the text for citizens is the label."""

from mingtang.ground.foundation.labels import LabelledEnum


class SignInFault(LabelledEnum):
    """What went wrong between a citizen, this platform and the service."""

    UNREACHABLE = "unreachable", "暂时连不上登录服务，请过几分钟再试"
    MISCONFIGURED = "misconfigured", "登录服务的设置有误，暂时不能登录"
    CANCELLED = "cancelled", "您在登录服务那里取消了登录"
    REFUSED = "refused", "登录服务没有同意这次登录"
    LOST = "lost", "登录前的信息已经失效，可能是停留太久，或者浏览器不保存 Cookie"
    UNVERIFIED = "unverified", "登录服务的答复没有通过核验，为安全起见没有登录"
