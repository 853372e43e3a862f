"""Events (事件): the typed, sealed log of every change, and the outbox that carries it on."""
