package dev.reinstate.signature.policy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import dev.reinstate.manifest.Problem;
import dev.reinstate.manifest.Problems;
import dev.reinstate.manifest.yaml.Fields;
import dev.reinstate.manifest.yaml.TextFile;
import dev.reinstate.manifest.yaml.YamlNode;
import dev.reinstate.manifest.yaml.YamlReader;
import dev.reinstate.signature.SignaturePolicy;
import java.nio.file.Path;
import java.util.Optional;

/** Reads a signature policy, which is a YAML file, and the keys it names. */
public final class SignaturePolicyFile {

  private static final ImmutableSet<String> KEYS =
      ImmutableSet.of("signers", "rules", "sources", "canonical");

  private final Path file;
  private final Problems found = new Problems();
  private final Values values = new Values(found);

  private SignaturePolicyFile(Path file) {
    this.file = file;
  }

  /**
   * The policy, or empty when problems were reported, in the order of the file. What would only be
   * a warning about a manifest is a problem here: no other program reads policies.
   */
  public static Optional<SignaturePolicy> read(Path file, Problems problems) {
    SignaturePolicyFile reader = new SignaturePolicyFile(file);
    Optional<SignaturePolicy> policy = reader.read();
    ImmutableList<Problem> wrong =
        ImmutableList.sortedCopyOf(
            Iterables.concat(reader.found.asList(), reader.found.warnings()));
    wrong.forEach(problem -> problems.add(problem.location(), problem.message()));
    return policy.filter(read -> wrong.isEmpty());
  }

  private Optional<SignaturePolicy> read() {
    return new TextFile(file, found)
        .read()
        .flatMap(text -> new YamlReader(file.toString(), text, found).read())
        .flatMap(this::policy);
  }

  private Optional<SignaturePolicy> policy(YamlNode node) {
    Optional<YamlNode.Mapping> mapping = values.mapping("a signature policy", node);
    if (mapping.isEmpty()) {
      return Optional.empty();
    }
    Fields fields = new Fields(mapping.get(), KEYS, found);
    SignersDecoder signers = new SignersDecoder(file, values, found);
    fields.optional("signers").ifPresent(signers::decode);
    RulesDecoder rules = new RulesDecoder(signers.named(), values, found);
    SignaturePolicy policy =
        new SignaturePolicy(
            fields.optional("rules").map(rules::rules).orElse(ImmutableList.of()),
            fields.optional("sources").map(rules::sources).orElse(ImmutableList.of()),
            fields
                .optional("canonical")
                .map(new CanonicalDecoder(values, found)::decode)
                .orElse(ImmutableList.of()));
    if (found.asList().isEmpty() && found.warnings().isEmpty() && asksNothing(policy)) {
      found.add(node.location(), "nothing is required; add it to 'rules', 'sources' or both");
    }
    return Optional.of(policy);
  }

  private static boolean asksNothing(SignaturePolicy policy) {
    return policy.rules().stream().allMatch(rule -> rule.requirements().isEmpty())
        && policy.sources().stream().allMatch(rule -> rule.requirements().isEmpty());
  }
}
