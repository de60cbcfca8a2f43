package dev.reinstate.signature.policy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.manifest.Location;
import dev.reinstate.manifest.Problems;
import dev.reinstate.manifest.yaml.EscapedText;
import dev.reinstate.manifest.yaml.Fields;
import dev.reinstate.manifest.yaml.YamlNode;
import dev.reinstate.signature.AttachmentKind;
import dev.reinstate.signature.Requirement;
import dev.reinstate.signature.Signer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads what an image must have. */
final class RequirementsDecoder {

  private static final String ANY = "any";
  private static final String PREDICATE_TYPE = "predicate-type";

  /** What cosign 3 signs an image with: a statement of this type, which counts as a signature. */
  private static final String OF_SIGNATURES = "https://sigstore.dev/cosign/sign/v1";

  private static final ImmutableSet<String> KEYS =
      Stream.concat(
              Arrays.stream(AttachmentKind.values()).map(AttachmentKind::word),
              Stream.of(PREDICATE_TYPE))
          .collect(ImmutableSet.toImmutableSet());

  private final Map<String, Optional<Signer>> signers;
  private final Values values;
  private final Problems problems;

  RequirementsDecoder(Map<String, Optional<Signer>> signers, Values values, Problems problems) {
    this.signers = signers;
    this.values = values;
    this.problems = problems;
  }

  /** What is invalid is left out. */
  ImmutableList<Requirement> decode(YamlNode node) {
    Map<Requirement, Location> seen = new LinkedHashMap<>();
    for (YamlNode item : values.list("'require'", node).orElse(ImmutableList.of())) {
      Optional<Requirement> requirement =
          values.mapping("each of 'require'", item).flatMap(this::requirement);
      if (requirement.isPresent()) {
        Location first = seen.putIfAbsent(requirement.get(), item.location());
        if (first != null) {
          problems.add(item.location(), "the same is already at " + first + "; remove one");
        }
      }
    }
    return ImmutableList.copyOf(seen.keySet());
  }

  private Optional<Requirement> requirement(YamlNode.Mapping mapping) {
    Fields fields = new Fields(mapping, KEYS, problems);
    ImmutableList<AttachmentKind> kinds =
        Arrays.stream(AttachmentKind.values())
            .filter(kind -> fields.optional(kind.word()).isPresent())
            .collect(ImmutableList.toImmutableList());
    if (kinds.size() != 1) {
      fields.reject(
          mapping.location(),
          (kinds.isEmpty() ? "nothing is required here" : "more than one thing is required here")
              + "; write one of signature, attestation and sbom");
      return Optional.empty();
    }
    AttachmentKind kind = kinds.getFirst();
    Optional<String> predicateType = predicateType(kind, fields);
    ImmutableList<Signer> by = by(kind, fields.optional(kind.word()).orElseThrow(), fields);
    return fields.valid()
        ? Optional.of(new Requirement(kind, predicateType, by))
        : Optional.empty();
  }

  private Optional<String> predicateType(AttachmentKind kind, Fields fields) {
    Optional<YamlNode> node = fields.optional(PREDICATE_TYPE);
    Optional<String> type = node.flatMap(value -> values.text("'" + PREDICATE_TYPE + "'", value));
    if (type.isEmpty()) {
      return type;
    }
    Location place = node.orElseThrow().location();
    if (kind != AttachmentKind.ATTESTATION) {
      fields.reject(place, "'" + PREDICATE_TYPE + "' is of attestations; remove it");
    } else if (type.get().equals(OF_SIGNATURES)) {
      fields.reject(place, "what states this is a signature; require a signature instead");
    } else if (type.get().indexOf('/') < 0 && type.get().indexOf(':') < 0) {
      fields.reject(
          place,
          "'"
              + PREDICATE_TYPE
              + "': "
              + EscapedText.of(type.get())
              + " is no URI; write it out, as https://slsa.dev/provenance/v1");
    }
    return type;
  }

  /** Empty for any, and where nothing of what is named is valid. */
  private ImmutableList<Signer> by(AttachmentKind kind, YamlNode node, Fields fields) {
    if (node instanceof YamlNode.Scalar word && word.text().equals(ANY)) {
      return ImmutableList.of();
    }
    if (!(node instanceof YamlNode.Sequence list)) {
      fields.reject(
          node.location(),
          "'" + kind.word() + "' must be any or a list of signers, not " + node.description());
      return ImmutableList.of();
    }
    if (kind == AttachmentKind.SBOM && !list.items().isEmpty()) {
      fields.reject(
          node.location(),
          "an SBOM is not signed itself; write any, or require an attestation with the"
              + " predicate-type of signed ones, such as https://spdx.dev/Document");
    }
    Map<String, Location> seen = new HashMap<>();
    ImmutableList.Builder<Signer> named = ImmutableList.builder();
    for (YamlNode item : list.items()) {
      Optional<String> name = values.text("a signer of '" + kind.word() + "'", item);
      Optional<Location> first = name.map(signer -> seen.putIfAbsent(signer, item.location()));
      if (first.isPresent()) {
        fields.reject(
            item.location(),
            "signer "
                + EscapedText.of(name.get())
                + " is already at "
                + first.get()
                + "; remove one");
      } else if (name.isPresent()) {
        signer(name.get(), item.location(), fields).ifPresent(named::add);
      }
    }
    return named.build();
  }

  private Optional<Signer> signer(String name, Location place, Fields fields) {
    if (!signers.containsKey(name)) {
      fields.reject(place, unknown(name));
      return Optional.empty();
    }
    return signers.get(name);
  }

  private String unknown(String name) {
    return "no signer is called "
        + EscapedText.of(name)
        + (signers.isEmpty()
            ? "; add it to 'signers'"
            : "; known are " + String.join(", ", signers.keySet().stream().sorted().toList()));
  }
}
