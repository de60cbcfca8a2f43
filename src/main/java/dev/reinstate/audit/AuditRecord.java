package dev.reinstate.audit;

import com.google.common.collect.ImmutableMap;
import dev.reinstate.audit.push.Delivery;
import dev.reinstate.audit.rules.RegistryEvent;
import dev.reinstate.audit.rules.Verdict;
import java.util.Optional;

/**
 * A message with everything there is to say of it.
 *
 * @param event empty when the message is none
 * @param payload the event as the old auditor wrote it, {@code {Action: "…", FQIN: "…", …}}; empty
 *     when the message is no event
 * @param labels repository, digest, tag, verdict, reason and commit, as far as there are any
 * @param remedy what to do about a rejection; empty for anything else
 * @param repeat how often the same fault was rejected before within the hour; 0 for the first time
 *     and for what is no rejection
 */
public record AuditRecord(
    Delivery delivery,
    Optional<RegistryEvent> event,
    String payload,
    Verdict verdict,
    ImmutableMap<String, String> labels,
    Optional<Remedy> remedy,
    int repeat) {

  AuditRecord withRepeat(int times) {
    return new AuditRecord(delivery, event, payload, verdict, labels, remedy, times);
  }
}
