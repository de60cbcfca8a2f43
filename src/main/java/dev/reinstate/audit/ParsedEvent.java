package dev.reinstate.audit;

import dev.reinstate.audit.rules.RegistryEvent;

/** What became of reading a message. */
sealed interface ParsedEvent {

  /** It is an event. */
  record Event(RegistryEvent event) implements ParsedEvent {}

  /**
   * It is none.
   *
   * @param why in the old auditor's words: a parse failure or a validation failure
   */
  record Malformed(String why) implements ParsedEvent {}
}
