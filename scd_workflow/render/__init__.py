"""Notices as mail: a page of facts and a template make the texts, and the texts are frozen as the message to send."""
