"""What a reader raises."""


class UnreadableError(Exception):
    """The bytes are not of the format that the file's name promises; the message says where and what to do."""
