package dev.reinstate.report;

import com.google.common.base.CaseFormat;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.Finding;
import dev.reinstate.plan.FindingKind;
import dev.reinstate.plan.Plan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How many actions and findings of each kind a plan has, in a fixed order; zeros included, but for
 * kinds that only a scrub or a signature policy knows.
 */
public final class Summary {

  private static final List<String> ACTIONS =
      List.of("restore-blob", "restore-image", "add-tag", "move-tag");

  private static final ImmutableSet<String> ONLY_WHERE_ASKED_FOR =
      ImmutableSet.of(
          "restore-blob",
          FindingKind.NOT_HEALED.word(),
          FindingKind.SIGNATURE_INVALID.word(),
          FindingKind.UNTRUSTED.word(),
          FindingKind.UNSIGNED.word(),
          FindingKind.UNATTESTED.word(),
          FindingKind.STALE_PROOF.word(),
          FindingKind.MANIFEST_MISSING.word(),
          FindingKind.MANIFEST_DAMAGED.word(),
          FindingKind.CHILD_MISSING.word(),
          FindingKind.BLOB_MISSING.word(),
          FindingKind.BLOB_DAMAGED.word());

  private Summary() {}

  /** By the words of the tables. */
  public static ImmutableMap<String, Integer> of(Plan plan) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    ACTIONS.forEach(kind -> counts.put(kind, 0));
    for (FindingKind kind : FindingKind.values()) {
      counts.put(kind.word(), 0);
    }
    for (Action action : plan.actions()) {
      counts.merge(action.kind(), 1, Integer::sum);
    }
    for (Finding finding : plan.findings()) {
      counts.merge(finding.kind().word(), 1, Integer::sum);
    }
    counts
        .entrySet()
        .removeIf(it -> it.getValue() == 0 && ONLY_WHERE_ASKED_FOR.contains(it.getKey()));
    return ImmutableMap.copyOf(counts);
  }

  /** {@code restore-image} as {@code restoreImage}: the form of JSON keys. */
  public static String jsonKey(String word) {
    return CaseFormat.LOWER_HYPHEN.to(CaseFormat.LOWER_CAMEL, word);
  }
}
