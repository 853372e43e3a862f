"""The media library (素材库): pictures, films and files of the units, where they are used, and how they are replaced."""
