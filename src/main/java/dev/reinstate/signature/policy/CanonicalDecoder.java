package dev.reinstate.signature.policy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.image.RepositoryGlobs;
import dev.reinstate.manifest.Location;
import dev.reinstate.manifest.Problems;
import dev.reinstate.manifest.yaml.EscapedText;
import dev.reinstate.manifest.yaml.Fields;
import dev.reinstate.manifest.yaml.YamlNode;
import dev.reinstate.signature.SignaturePolicy;
import dev.reinstate.signature.SignaturePolicy.CanonicalPlace;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads where what is attached to images belongs. */
final class CanonicalDecoder {

  private static final ImmutableSet<String> KEYS = ImmutableSet.of("from", "to");

  private final Values values;
  private final Problems problems;
  private final GlobsDecoder globs;
  private final Map<CanonicalPlace, Location> places = new LinkedHashMap<>();

  CanonicalDecoder(Values values, Problems problems) {
    this.values = values;
    this.problems = problems;
    this.globs = new GlobsDecoder(values, problems);
  }

  /** For one list. */
  ImmutableList<CanonicalPlace> decode(YamlNode node) {
    for (YamlNode item : values.filledList("'canonical'", node).orElse(ImmutableList.of())) {
      values.mapping("each of 'canonical'", item).ifPresent(this::place);
    }
    ImmutableList<CanonicalPlace> all = ImmutableList.copyOf(places.keySet());
    places.forEach((place, to) -> checkRests(place, to, all));
    return all;
  }

  private void place(YamlNode.Mapping mapping) {
    Fields fields = new Fields(mapping, KEYS, problems);
    Optional<RepositoryGlobs> from =
        fields.required("from").map(list -> globs.prefixes("from", list));
    Optional<YamlNode> node = fields.required("to");
    Optional<RegistryPrefix> to =
        node.flatMap(value -> values.text("'to'", value)).flatMap(CanonicalDecoder::parse);
    if (node.isPresent() && to.isEmpty()) {
      fields.reject(node.get().location(), "'to' must be a prefix; write host or host/path");
    }
    if (from.isPresent() && to.isPresent()) {
      places.put(new CanonicalPlace(from.get(), to.get()), node.orElseThrow().location());
    }
  }

  private static Optional<RegistryPrefix> parse(String text) {
    try {
      return text.endsWith("/") ? Optional.empty() : Optional.of(RegistryPrefix.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** What belongs there must belong nowhere else: places are looked up once. */
  private void checkRests(CanonicalPlace place, Location to, ImmutableList<CanonicalPlace> all) {
    Repository there = place.to().resolve("image");
    Repository next =
        new SignaturePolicy(ImmutableList.of(), ImmutableList.of(), all).placeOf(there);
    if (!next.equals(there)) {
      problems.add(
          to,
          "'to': what is below "
              + EscapedText.of(place.to().toString())
              + " belongs elsewhere itself, below "
              + next.toString().replaceFirst("/image$", "")
              + "; name that, or take it out of 'from'");
    }
  }
}
