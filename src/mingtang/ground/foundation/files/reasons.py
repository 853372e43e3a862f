"""Why a file may not come in, where several modules say the same."""

from mingtang.ground.foundation.decisions import Reason

ENCRYPTED = Reason("file.encrypted", "文件加了打开密码或使用限制，无法检查，请取消后再上传")
MACRO = Reason("file.macro", "文件带有宏，请另存为不含宏的格式后再上传")
SCRIPT = Reason(
    "file.script", "文件带有脚本或会启动其他程序的动作，请用“打印”重新生成 PDF 后再上传"
)
EMBEDDED = Reason(
    "file.embedded", "文件里嵌入了程序、控件或其他文件，请删去后再上传，需要公开的另作附件"
)
EXTERNAL = Reason(
    "file.external",
    "文件引用了网络上的模板、对象或图片，打开时会连到外面，请断开链接或改为嵌入后再上传",
)
COMMAND = Reason(
    "file.command", "文件里的域或链接会启动其他程序（DDE），请删去或改为普通文字后再上传"
)
TOO_COMPLEX = Reason("file.too_complex", "文件内容过多，无法检查，请拆分后再上传")
