package dev.reinstate.audit;

import com.google.common.collect.ImmutableMap;
import dev.reinstate.audit.rules.RegistryEvent;
import dev.reinstate.audit.rules.Verdict;
import java.util.Optional;

/** What logs are filtered by. */
final class Labels {

  private Labels() {}

  static ImmutableMap<String, String> of(
      Optional<RegistryEvent> event, Verdict verdict, Optional<String> commit) {
    ImmutableMap.Builder<String, String> labels = ImmutableMap.builder();
    event.ifPresent(
        each -> {
          labels.put("repository", each.repository().toString());
          each.digest().ifPresent(digest -> labels.put("digest", digest.toString()));
          each.tag().ifPresent(tag -> labels.put("tag", tag));
        });
    labels.put("verdict", verdict.word());
    if (verdict instanceof Verdict.Rejected rejected) {
      labels.put("reason", rejected.reason().word());
    }
    commit.ifPresent(id -> labels.put("commit", id));
    return labels.buildOrThrow();
  }
}
