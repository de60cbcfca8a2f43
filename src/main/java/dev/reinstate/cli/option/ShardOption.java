package dev.reinstate.cli.option;

import com.google.common.collect.ImmutableMap;
import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.reconcile.Shard;
import dev.reinstate.registry.RegistrySettings;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** Which part of the work is this run's. */
public final class ShardOption {

  /** See https://kubernetes.io/docs/concepts/workloads/controllers/job/#completion-mode. */
  private static final String INDEX = "JOB_COMPLETION_INDEX";

  private static final String AUTO = "auto";
  private static final Pattern FORM = Pattern.compile("(\\d{1,6}|auto)/(\\d{1,6})");

  @Option(
      names = "--shard",
      paramLabel = "I/N",
      description =
          "only the I-th of N parts of the repositories, from 0; auto/N takes I from"
              + " $JOB_COMPLETION_INDEX. `reinstate report merge` joins the results")
  private String shard;

  public Optional<Shard> shard(ProcessContext context, UsageProblems problems) {
    return Optional.ofNullable(shard)
        .map(text -> problems.check("--shard", () -> parse(text, context.environment()), null));
  }

  /** The same with an equal part of what all shards may ask together. */
  public static RegistrySettings shared(RegistrySettings settings, Optional<Shard> shard) {
    return shard.isEmpty()
        ? settings
        : settings.withLimits(settings.limits().withPart(() -> 1.0 / shard.get().count()));
  }

  private static Shard parse(String text, ImmutableMap<String, String> environment) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("'" + text + "' is neither like 0/8 nor like auto/8");
    }
    String index = parts.group(1).equals(AUTO) ? environment.get(INDEX) : parts.group(1);
    if (index == null || !index.matches("\\d{1,6}")) {
      throw new IllegalArgumentException(
          AUTO + " needs " + INDEX + ", which an Indexed Job sets; it is '" + index + "'");
    }
    return new Shard(Integer.parseInt(index), Integer.parseInt(parts.group(2)));
  }
}
