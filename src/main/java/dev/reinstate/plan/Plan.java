package dev.reinstate.plan;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;

/**
 * What to do and what was found. Equal states give equal plans, whatever the order of reading.
 *
 * @param actions in {@link Action#ORDER}
 * @param findings in {@link Finding#ORDER}
 */
public record Plan(ImmutableList<Action> actions, ImmutableList<Finding> findings, Census census) {

  /**
   * SHA-256 of the sorted actions, in hexadecimal: what {@code --approve} names. Sources do not
   * count.
   */
  public String id() {
    Hasher hasher = Hashing.sha256().newHasher();
    for (Action action : actions) {
      hasher.putString(
          action.kind() + " " + action.repository() + " " + action.operands() + "\n",
          StandardCharsets.UTF_8);
    }
    return hasher.hash().toString();
  }

  /** Whether something stands that no action mends and that a human has to look at. */
  public boolean needsHuman() {
    return findings.stream().anyMatch(finding -> finding.kind().needsHuman());
  }

  /** The same plan with more findings, such as skipped problems of the manifests. */
  public Plan withFindings(Iterable<? extends Finding> more) {
    ImmutableList<Finding> all =
        ImmutableList.sortedCopyOf(
            Finding.ORDER, ImmutableList.<Finding>builder().addAll(findings).addAll(more).build());
    return new Plan(actions, all, census);
  }
}
