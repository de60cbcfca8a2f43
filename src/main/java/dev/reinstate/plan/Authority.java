package dev.reinstate.plan;

/** Which of the two authorities asks for an action. */
public enum Authority {
  MANIFEST,
  SNAPSHOT
}
