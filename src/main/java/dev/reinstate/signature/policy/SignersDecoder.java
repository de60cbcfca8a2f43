package dev.reinstate.signature.policy;

import com.google.common.collect.ImmutableSet;
import dev.reinstate.manifest.Location;
import dev.reinstate.manifest.Problems;
import dev.reinstate.manifest.yaml.EscapedText;
import dev.reinstate.manifest.yaml.Fields;
import dev.reinstate.manifest.yaml.YamlNode;
import dev.reinstate.signature.Signer;
import dev.reinstate.signature.TextRule;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads who may sign. */
final class SignersDecoder {

  private static final String IDENTITY = "certificate-identity";
  private static final String LOGGED = "transparency-log";
  private static final String ISSUER = "certificate-oidc-issuer";

  private static final ImmutableSet<String> OF_CERTIFICATES =
      ImmutableSet.of(IDENTITY, IDENTITY + "-regexp", ISSUER, ISSUER + "-regexp");

  private static final ImmutableSet<String> KEYS =
      ImmutableSet.<String>builder().addAll(OF_CERTIFICATES).add("key", LOGGED).build();

  /** What they are called in lists, where {@code any} is a word of its own. */
  private static final Pattern NAME = Pattern.compile("(?!any$)[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  private final Path policy;
  private final Values values;
  private final Problems problems;
  private final TextRuleDecoder texts;
  private final Map<String, Location> places = new HashMap<>();
  private final Map<String, Optional<Signer>> signers = new HashMap<>();

  /**
   * @param policy the file, which those of keys are relative to
   */
  SignersDecoder(Path policy, Values values, Problems problems) {
    this.policy = policy;
    this.values = values;
    this.problems = problems;
    this.texts = new TextRuleDecoder(values, problems);
  }

  /** All that were named; without a value where what was said of one is wrong. */
  Map<String, Optional<Signer>> named() {
    return signers;
  }

  void decode(YamlNode node) {
    Optional<YamlNode.Mapping> mapping = values.mapping("'signers'", node);
    if (mapping.isPresent() && mapping.get().entries().isEmpty()) {
      problems.add(node.location(), "'signers' is empty; add one or remove it");
    }
    mapping.ifPresent(named -> named.entries().forEach(this::entry));
  }

  private void entry(YamlNode.Entry entry) {
    String name = entry.key();
    Location first = places.putIfAbsent(name, entry.location());
    if (first != null) {
      problems.add(
          entry.location(),
          "signer " + EscapedText.of(name) + " is already at " + first + "; remove one");
    }
    if (!NAME.matcher(name).matches()) {
      problems.add(
          entry.location(),
          "invalid name of a signer "
              + EscapedText.of(name)
              + "; write up to 64 letters, digits, '.', '_' and '-', and not 'any'");
    }
    signers.put(
        name,
        values
            .mapping("signer " + EscapedText.of(name), entry.value())
            .flatMap(mapping -> signer(name, entry.location(), mapping)));
  }

  private Optional<Signer> signer(String name, Location place, YamlNode.Mapping mapping) {
    Fields fields = new Fields(mapping, KEYS, problems);
    boolean logged = fields.flag(LOGGED);
    Optional<YamlNode> key = fields.optional("key");
    if (key.isEmpty()) {
      return keyless(name, place, fields);
    }
    for (String other : OF_CERTIFICATES) {
      if (fields.optional(other).isPresent()) {
        fields.reject(
            fields.optional(other).get().location(),
            "'" + other + "' is of a certificate, and this signer has a key; remove one of both");
      }
    }
    return values
        .text("'key'", key.get())
        .flatMap(path -> publicKey(path, key.get().location()))
        .map(read -> new Signer.Key(name, read, logged));
  }

  private Optional<Signer> keyless(String name, Location place, Fields fields) {
    if (OF_CERTIFICATES.stream().noneMatch(known -> fields.optional(known).isPresent())) {
      problems.add(
          place,
          "signer "
              + EscapedText.of(name)
              + " can be anyone; add '"
              + IDENTITY
              + "' and '"
              + ISSUER
              + "', or 'key'");
      return Optional.empty();
    }
    fields
        .optional(LOGGED)
        .ifPresent(
            node ->
                fields.reject(
                    node.location(),
                    "'"
                        + LOGGED
                        + "' is for keys, since a certificate lasts for minutes only and"
                        + " is never believed without a proof of the time; remove it"));
    Optional<TextRule> identity = texts.decode(IDENTITY, place, fields);
    Optional<TextRule> issuer = texts.decode(ISSUER, place, fields);
    if (identity.filter(TextRuleDecoder::isEveryText).isPresent()
        && issuer.filter(TextRuleDecoder::isEveryText).isPresent()) {
      problems.add(
          place,
          "every certificate fits signer "
              + EscapedText.of(name)
              + "; say which identity or which issuer");
    }
    return identity.flatMap(who -> issuer.map(by -> new Signer.Keyless(name, who, by)));
  }

  private Optional<PublicKey> publicKey(String path, Location place) {
    return new PublicKeyFile(policy, problems).read(path, place);
  }
}
