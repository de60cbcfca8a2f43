package dev.reinstate.cli.snapshot;

import dev.reinstate.cli.console.Counted;
import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.cli.option.AsOfOption;
import dev.reinstate.cli.option.NetworkOptions;
import dev.reinstate.cli.option.Quantity;
import dev.reinstate.cli.option.UsageException;
import dev.reinstate.cli.option.UsageProblems;
import dev.reinstate.cli.signature.SignatureOptions;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.snapshot.SnapshotNotFoundException;
import dev.reinstate.snapshot.SnapshotStore;
import dev.reinstate.snapshot.inspection.SnapshotVerify;
import dev.reinstate.snapshot.inspection.VerifyRequest;
import dev.reinstate.snapshot.inspection.VerifyResult;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks that a snapshot can be restored from. */
@Command(
    name = "verify",
    description =
        "Check the chain of snapshots, one snapshot's trees, and that every blob is there with its"
            + " size; exit 4 when something is wrong.",
    mixinStandardHelpOptions = true)
public final class SnapshotVerifyCommand extends StoreCommand {

  @Mixin private AsOfOption asOf;
  @Mixin private SignatureOptions policy;

  @Option(
      names = "--signatures",
      description =
          "also check what the snapshot holds of what is attached to its managed images, by"
              + " --signature-policy")
  private boolean signatures;

  @Option(
      names = "--deep",
      description =
          "also read and hash every object of the store, those first that were read longest ago,"
              + " and record it there")
  private boolean deep;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      description = "with --deep: begin no further object after so long, such as 2h")
  private String time;

  @Option(
      names = "--bytes-limit",
      paramLabel = "SIZE",
      description = "with --deep: begin no further object after so many bytes, such as 1TiB")
  private String bytesLimit;

  @Option(
      names = "--sample",
      paramLabel = "N",
      description = "also read and hash so many of the blobs, others each time")
  private Integer sample;

  @Option(
      names = "--max-age",
      paramLabel = "DURATION",
      description = "also fail when the newest snapshot is older, for example 26h or 2d")
  private String maxAge;

  public SnapshotVerifyCommand(ProcessContext context) {
    super(context);
  }

  @Override
  Work work(NetworkOptions.Reach reach, UsageProblems problems) {
    Optional<Instant> moment = asOf.moment(problems);
    VerifyRequest.Depth depth = depth(problems);
    Optional<Duration> limit = maxAge(problems);
    Optional<Duration> most = budget("--for", time, Quantity::duration, problems);
    Optional<Long> bytes = budget("--bytes-limit", bytesLimit, Quantity::bytes, problems);
    Optional<SignatureOptions.Request> asked = policy.read(signatures, problems);
    return (store, resources) -> {
      boolean sound = isSound(store, moment, depth, limit, most, bytes);
      return asked.isEmpty()
          ? sound
          : new ManagedSignatures(store, asked.get(), context).areRight(moment) && sound;
    };
  }

  private boolean isSound(
      SnapshotStore store,
      Optional<Instant> moment,
      VerifyRequest.Depth depth,
      Optional<Duration> limit,
      Optional<Duration> most,
      Optional<Long> bytes)
      throws IOException, UsageException {
    if (!deep) {
      return print(verify(store, new VerifyRequest(moment, depth, limit)));
    }
    StoreReading reading = StoreReading.begin(store, most, bytes, context);
    VerifyResult result;
    try {
      result =
          verify(
              store, new VerifyRequest(moment, new VerifyRequest.Depth.Everything(reading), limit));
    } finally {
      reading.end();
    }
    return print(result);
  }

  private <T> Optional<T> budget(
      String option, String text, Function<String, T> parser, UsageProblems problems) {
    if (text == null) {
      return Optional.empty();
    }
    if (!deep) {
      problems.add(option + ": only with --deep");
    }
    return problems.check(option, () -> Optional.of(parser.apply(text)), Optional.empty());
  }

  private VerifyResult verify(SnapshotStore store, VerifyRequest request)
      throws IOException, UsageException {
    FanOut fanOut = new FanOut(AsOfOption.READS_AT_ONCE, context.stop());
    try {
      return new SnapshotVerify(store, fanOut, context.clock()).verify(request);
    } catch (SnapshotNotFoundException e) {
      throw UsageException.of("--as-of: " + e.getMessage());
    }
  }

  private VerifyRequest.Depth depth(UsageProblems problems) {
    if (deep && sample != null) {
      problems.add("--deep and --sample: choose one");
    }
    if (sample != null) {
      problems.addIfLess("--sample", sample, 1);
    }
    return sample == null
        ? new VerifyRequest.Depth.Existence()
        : new VerifyRequest.Depth.Sample(sample, context.clock().millis());
  }

  private Optional<Duration> maxAge(UsageProblems problems) {
    if (maxAge == null) {
      return Optional.empty();
    }
    try {
      String text = maxAge.toUpperCase(Locale.ROOT);
      Duration age = Duration.parse((text.endsWith("D") ? "P" : "PT") + text);
      if (!age.isNegative()) {
        return Optional.of(age);
      }
    } catch (DateTimeParseException e) {
      // Said below.
    }
    problems.add("--max-age: '" + maxAge + "' is not a duration like 26h or 2d");
    return Optional.empty();
  }

  /** Whether all is well. */
  private boolean print(VerifyResult result) {
    PrintStream out = context.out();
    result.problems().forEach(problem -> out.println("! " + problem));
    if (!result.problems().isEmpty()) {
      out.println(
          "→ `reinstate snapshot take` fetches what is missing or short again from what is live;"
              + " with --deep also what is damaged");
    }
    result.notes().forEach(note -> out.println("· " + note));
    out.printf(
        "%s: %s, %s, %,d of them hashed (%s): %s%n",
        result.name().map(name -> "Snapshot " + name).orElse("No snapshot"),
        Counted.of(result.images(), "image"),
        Counted.of(result.blobs(), "blob"),
        result.hashed(),
        Counted.of(result.hashedBytes(), "byte"),
        result.problems().isEmpty() ? "sound" : Counted.of(result.problems().size(), "problem"));
    return result.problems().isEmpty();
  }
}
