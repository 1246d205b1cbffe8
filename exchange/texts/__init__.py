"""What people read, in Chinese and English: the language, the words for the wire's values, the catalogue."""
