package dev.reinstate.report.merge;

import com.google.common.collect.ImmutableList;
import dev.reinstate.reconcile.Shard;
import dev.reinstate.report.Job;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Whether results are of shards that belong together. */
final class ShardCover {

  private ShardCover() {}

  /**
   * The shards without a result; none when the results are not of shards. {@link
   * IllegalArgumentException} for shards of another number, and for one that is there twice.
   */
  static ImmutableList<Shard> missing(List<ResultFile> files) {
    Map<Integer, ResultFile> known = new TreeMap<>();
    int count = 0;
    for (ResultFile file : files) {
      if (file.shard().isPresent()) {
        Shard shard = file.shard().get();
        if (count != 0 && count != shard.count()) {
          throw new IllegalArgumentException(
              file.location() + " is of shard " + shard + ", others are of " + count + " shards");
        }
        count = shard.count();
        ResultFile other = known.put(shard.index(), file);
        if (other != null) {
          throw new IllegalArgumentException(
              other.location() + " and " + file.location() + " are both of shard " + shard);
        }
      }
    }
    int all = count;
    return IntStream.range(0, all)
        .filter(index -> !known.containsKey(index))
        .mapToObj(index -> new Shard(index, all))
        .collect(ImmutableList.toImmutableList());
  }

  /** What all of them were for; {@link IllegalArgumentException} when that differs. */
  static Job job(List<ResultFile> files) {
    Job job = files.getFirst().report().job();
    for (ResultFile file : files) {
      if (file.report().job() != job) {
        throw new IllegalArgumentException(
            "%s is of a %s, %s of a %s"
                .formatted(
                    files.getFirst().location(),
                    job.word(),
                    file.location(),
                    file.report().job().word()));
      }
    }
    return job;
  }
}
