package dev.reinstate.sandbox.fault;

import com.google.common.base.Preconditions;
import com.google.common.collect.ConcurrentHashMultiset;
import com.google.common.hash.Hashing;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.http.Target;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * The faults of an embedded registry, switched on and off at any time. The first rule that fires
 * for a request decides it.
 */
public final class Faults {

  private final List<Rule> rules = new CopyOnWriteArrayList<>();

  public Faults() {}

  /** Every request that matches fails. */
  public void always(Predicate<Target> matches, Fault fault) {
    rules.add(new Rule(matches, fault));
  }

  /** The first {@code count} requests that match fail. */
  public void times(int count, Predicate<Target> matches, Fault fault) {
    AtomicInteger left = new AtomicInteger(count);
    rules.add(
        new Rule(target -> matches.test(target) && left.getAndUpdate(Faults::oneLess) > 0, fault));
  }

  /**
   * A share of the requests that match fails. Which ones depends on the seed and on what is asked
   * how often, but not on the order in which concurrent requests arrive, so that a run can be
   * replayed.
   *
   * @param rate from 0 to 1
   */
  public void atRate(double rate, long seed, Predicate<Target> matches, Fault fault) {
    Preconditions.checkArgument(rate >= 0 && rate <= 1, "%s is not a rate", rate);
    ConcurrentHashMultiset<Target> seen = ConcurrentHashMultiset.create();
    rules.add(
        new Rule(
            target -> matches.test(target) && draw(seed, seen, withoutUploadId(target)) < rate,
            fault));
  }

  /** Nothing goes wrong any more. */
  public void clear() {
    rules.clear();
  }

  Optional<Fault> of(Target target) {
    return rules.stream().filter(rule -> rule.fires().test(target)).map(Rule::fault).findFirst();
  }

  private static int oneLess(int left) {
    return Math.max(0, left - 1);
  }

  /** Upload ids are given out in the order of arrival, which must not matter. */
  private static Target withoutUploadId(Target target) {
    return target.endpoint() == Endpoint.UPLOAD
        ? new Target(target.method(), target.endpoint(), target.repository(), "")
        : target;
  }

  /** A number from 0 to 1 that is the same for the same request at its same occurrence. */
  private static double draw(long seed, ConcurrentHashMultiset<Target> seen, Target target) {
    long hash =
        Hashing.sha256()
            .newHasher()
            .putLong(seed)
            .putInt(seen.add(target, 1))
            .putString(target.toString(), StandardCharsets.UTF_8)
            .hash()
            .asLong();
    return (hash >>> 11) * 0x1.0p-53;
  }

  private record Rule(Predicate<Target> fires, Fault fault) {}
}
