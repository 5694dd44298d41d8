"""The outbox: a message is a row first, and is sent later."""
