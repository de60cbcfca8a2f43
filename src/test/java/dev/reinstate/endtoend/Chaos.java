package dev.reinstate.endtoend;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.sandbox.EmbeddedRegistry;
import dev.reinstate.sandbox.fault.Fault;
import dev.reinstate.sandbox.http.Endpoint;
import java.time.Duration;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.function.Executable;

/**
 * Everything that goes wrong between a client and a registry, drawn from a seed. A failed run says
 * its seed; {@code -Dchaos.seed=N} runs that one alone.
 */
final class Chaos {

  private static final String SEED = "chaos.seed";

  private static final ImmutableList<Fault> FAULTS =
      ImmutableList.of(
          new Fault.Refusal(429, "TOOMANYREQUESTS", ImmutableMap.of("Retry-After", "2")),
          new Fault.Refusal(429, "TOOMANYREQUESTS"),
          new Fault.Refusal(500, "UNKNOWN"),
          new Fault.Refusal(503, "UNAVAILABLE"),
          new Fault.Refusal(400, "UNKNOWN"),
          new Fault.LostRequest(),
          new Fault.LostReply(),
          new Fault.TruncatedBody(),
          new Fault.StalledBody(Duration.ofMillis(3)),
          new Fault.WrongBytes(),
          new Fault.WrongDigestHeader(),
          new Fault.WrongContentLength(-1),
          new Fault.WrongContentLength(1));

  private Chaos() {}

  /** The seeds from 1 on, or the one that is to be replayed. */
  static LongStream seeds(int count) {
    Long only = Long.getLong(SEED);
    return only == null ? LongStream.rangeClosed(1, count) : LongStream.of(only);
  }

  /** Runs it; a failure names the seed. */
  static void run(long seed, Executable run) {
    Assertions.assertAll("replay it with -D" + SEED + "=" + seed, run);
  }

  /**
   * Lets requests to a registry fail, whatever they ask for.
   *
   * @param share of the requests that each kind of fault may hit
   */
  static void strike(EmbeddedRegistry registry, double share, long seed) {
    Random seeds = new Random(seed);
    FAULTS.forEach(
        fault -> registry.faults().atRate(share, seeds.nextLong(), target -> true, fault));
  }

  /** Some listings show the images and fewer tags than there are. */
  static void loseTags(EmbeddedRegistry registry, Random random) {
    registry
        .faults()
        .atRate(
            0.3,
            random.nextLong(),
            target -> target.endpoint() == Endpoint.TAGS,
            new Fault.LostTags(random.nextInt(3)));
  }

  /** A tenth of the requests fails, in one way or another. */
  static double mild() {
    return 0.1 / FAULTS.size();
  }
}
