"""Languages of editions, and duties of their keepers. Pure: no Django."""

from mingtang.ground.foundation.labels import LabelledEnum

ORIGINAL_TAG, ORIGINAL_NAME = "zh-Hans", "中文"


class EditionLanguage(LabelledEnum):
    """The language of an edition (语种): the tag of BCP 47, and its name in the language itself."""

    ENGLISH = "en", "English"
    FRENCH = "fr", "Français"
    GERMAN = "de", "Deutsch"
    SPANISH = "es", "Español"
    PORTUGUESE = "pt", "Português"
    RUSSIAN = "ru", "Русский"
    JAPANESE = "ja", "日本語"
    KOREAN = "ko", "한국어"
    VIETNAMESE = "vi", "Tiếng Việt"
    THAI = "th", "ไทย"


class KeeperDuty(LabelledEnum):
    """The duty of a keeper of an edition (分工)."""

    UPDATE = "update", "更新"
    REVIEW = "review", "审校"
