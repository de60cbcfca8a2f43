package dev.reinstate.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import dev.reinstate.reconcile.Shard;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The results of runs that shared the work, as one.
 *
 * @param actions of all, in the order of every plan
 * @param findings of all, each once, in the order of every plan
 * @param missing shards of which there is no result
 */
public record MergedResults(
    ImmutableList<ResultFile> files,
    ImmutableList<PlannedItem> actions,
    ImmutableList<JsonNode> findings,
    ImmutableList<Shard> missing) {

  /**
   * {@link IllegalArgumentException} when the files are not parts of one run: shards of another
   * number, one shard twice, or an action twice.
   */
  public static MergedResults of(List<ResultFile> files) {
    ImmutableList<Shard> missing = ShardCover.missing(files);
    Map<String, ResultFile> planned = new HashMap<>();
    ImmutableList.Builder<PlannedItem> actions = ImmutableList.builder();
    ImmutableSet.Builder<JsonNode> findings = ImmutableSet.builder();
    for (ResultFile file : files) {
      for (JsonNode action : file.all("actions")) {
        PlannedItem item = PlannedItem.of(action);
        ResultFile other = planned.put(item.identity(), file);
        if (other != null) {
          throw new IllegalArgumentException(
              other.path() + " and " + file.path() + " both have: " + item.identity());
        }
        actions.add(item);
      }
      findings.addAll(file.all("findings"));
    }
    return new MergedResults(
        ImmutableList.copyOf(files),
        ImmutableList.sortedCopyOf(actions.build()),
        ImmutableList.sortedCopyOf(FindingWords.ORDER, findings.build()),
        missing);
  }

  /** As {@link dev.reinstate.plan.Plan#id}: what one run over everything would have said. */
  public String planId() {
    Hasher hasher = Hashing.sha256().newHasher();
    actions.forEach(action -> hasher.putString(action.identity() + "\n", StandardCharsets.UTF_8));
    return hasher.hash().toString();
  }

  /** Whether the gate kept any of the runs from writing. */
  public boolean refused() {
    return files.stream().anyMatch(ResultFile::refused);
  }

  /** Whether something needs a human, a shard without a result included. */
  public boolean partial() {
    return !missing.isEmpty()
        || FindingWords.needHuman(findings)
        || files.stream().anyMatch(ResultFile::unfinished);
  }

  /** Whether nothing at all is left to do, by anybody. */
  public boolean clean() {
    boolean done = actions.isEmpty() || files.stream().allMatch(ResultFile::confirmed);
    return done && !refused() && !partial();
  }

  /** Outcomes of all that are not {@code done} although the run was to write. */
  ImmutableList<JsonNode> notDone() {
    return files.stream()
        .filter(ResultFile::confirmed)
        .flatMap(file -> file.all("outcomes").stream())
        .filter(outcome -> !outcome.path("status").asText().equals("done"))
        .sorted(Comparator.comparing(outcome -> PlannedItem.of(outcome.path("action"))))
        .collect(ImmutableList.toImmutableList());
  }
}
