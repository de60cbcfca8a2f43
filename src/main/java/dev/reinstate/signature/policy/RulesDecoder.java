package dev.reinstate.signature.policy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.image.RepositoryGlobs;
import dev.reinstate.manifest.Location;
import dev.reinstate.manifest.Problems;
import dev.reinstate.manifest.yaml.EscapedText;
import dev.reinstate.manifest.yaml.Fields;
import dev.reinstate.manifest.yaml.YamlNode;
import dev.reinstate.signature.Requirement;
import dev.reinstate.signature.SignaturePolicy.Rule;
import dev.reinstate.signature.SignaturePolicy.SourceRule;
import dev.reinstate.signature.Signer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads the rules for destinations and for sources. */
final class RulesDecoder {

  private static final String NAMES = "docker-references";

  private static final ImmutableSet<String> OF_DESTINATIONS =
      ImmutableSet.of("repositories", "since", "children", NAMES, "require");

  private static final ImmutableSet<String> OF_SOURCES =
      ImmutableSet.of("repositories", "verify", NAMES, "require");

  private final RequirementsDecoder requirements;
  private final Values values;
  private final Problems problems;

  /**
   * @param signers by name; without a value where something is wrong with one
   */
  RulesDecoder(Map<String, Optional<Signer>> signers, Values values, Problems problems) {
    this.requirements = new RequirementsDecoder(signers, values, problems);
    this.values = values;
    this.problems = problems;
  }

  ImmutableList<Rule> rules(YamlNode node) {
    return each("rules", node, OF_DESTINATIONS, this::rule);
  }

  ImmutableList<SourceRule> sources(YamlNode node) {
    return each(
        "sources", node, OF_SOURCES, (fields, repositories, where) -> source(fields, repositories));
  }

  private interface Reader<T> {
    T read(Fields fields, RepositoryGlobs repositories, Location where);
  }

  private <T> ImmutableList<T> each(
      String key, YamlNode node, ImmutableSet<String> known, Reader<T> read) {
    GlobsDecoder globs = new GlobsDecoder(values, problems);
    ImmutableList.Builder<T> all = ImmutableList.builder();
    for (YamlNode item :
        values.filledList("'" + key + "'", node).orElse(ImmutableList.<YamlNode>of())) {
      Optional<YamlNode.Mapping> rule = values.mapping("each of '" + key + "'", item);
      if (rule.isPresent()) {
        Fields fields = new Fields(rule.get(), known, problems);
        RepositoryGlobs repositories =
            fields
                .required("repositories")
                .map(list -> globs.repositories("repositories", list))
                .orElseGet(() -> new RepositoryGlobs(List.of()));
        all.add(read.read(fields, repositories, rule.get().location()));
      }
    }
    return all.build();
  }

  private Rule rule(Fields fields, RepositoryGlobs repositories, Location where) {
    Optional<Instant> since = fields.optional("since").flatMap(this::since);
    boolean children = fields.flag("children");
    RepositoryGlobs names = names(fields);
    return new Rule(repositories, required(fields), names, since, children, where);
  }

  private SourceRule source(Fields fields, RepositoryGlobs repositories) {
    Optional<YamlNode> node = fields.required("verify");
    Optional<String> verify = node.flatMap(value -> values.text("'verify'", value));
    if (verify.isPresent()
        && !verify.get().equals("require")
        && !verify.get().equals("if-present")) {
      fields.reject(
          node.orElseThrow().location(),
          "'verify' must be require or if-present, not " + EscapedText.of(verify.get()));
    }
    RepositoryGlobs names = names(fields);
    ImmutableList<Requirement> required = required(fields);
    boolean must = verify.equals(Optional.of("require"));
    fields
        .optional("require")
        .filter(list -> must && list instanceof YamlNode.Sequence some && some.items().isEmpty())
        .ifPresent(
            list ->
                fields.reject(
                    list.location(),
                    "'verify: require' with nothing to require; add it, or write if-present"));
    return new SourceRule(repositories, required, names, must);
  }

  private RepositoryGlobs names(Fields fields) {
    return fields
        .optional(NAMES)
        .map(list -> new GlobsDecoder(values, problems).names(NAMES, list))
        .orElseGet(() -> new RepositoryGlobs(List.of()));
  }

  private ImmutableList<Requirement> required(Fields fields) {
    return fields.required("require").map(requirements::decode).orElse(ImmutableList.of());
  }

  private Optional<Instant> since(YamlNode node) {
    Optional<String> text = values.text("'since'", node);
    Optional<Instant> time = text.flatMap(RulesDecoder::time);
    if (text.isPresent() && time.isEmpty()) {
      problems.add(
          node.location(),
          "'since': "
              + EscapedText.of(text.get())
              + " is no date like 2022-11-08 and no time like 2022-11-08T14:00:00Z");
    }
    return time;
  }

  private static Optional<Instant> time(String text) {
    Function<String, Instant> parse =
        text.indexOf('T') < 0
            ? date -> LocalDate.parse(date).atStartOfDay(ZoneOffset.UTC).toInstant()
            : Instant::parse;
    try {
      return Optional.of(parse.apply(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
