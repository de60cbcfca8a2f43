package dev.reinstate.signature.policy;

import com.google.common.collect.ImmutableList;
import dev.reinstate.manifest.Problems;
import dev.reinstate.manifest.yaml.ScalarType;
import dev.reinstate.manifest.yaml.YamlNode;
import java.util.Optional;

/** The values of a policy as what they must be; anything else is reported, and left out. */
final class Values {

  private final Problems problems;

  Values(Problems problems) {
    this.problems = problems;
  }

  /** A string that is not empty. */
  Optional<String> text(String what, YamlNode node) {
    if (!(node instanceof YamlNode.Scalar scalar) || scalar.type() != ScalarType.STRING) {
      boolean quotable = node instanceof YamlNode.Scalar && !node.isNull();
      problems.add(
          node.location(),
          what
              + " must be a string, not "
              + node.description()
              + (quotable ? "; put it in quotes" : ""));
      return Optional.empty();
    }
    if (scalar.text().isBlank()) {
      problems.add(node.location(), what + " is empty; write it or remove the key");
      return Optional.empty();
    }
    return Optional.of(scalar.text());
  }

  Optional<YamlNode.Mapping> mapping(String what, YamlNode node) {
    if (node instanceof YamlNode.Mapping mapping) {
      return Optional.of(mapping);
    }
    problems.add(node.location(), what + " must be a mapping, not " + node.description());
    return Optional.empty();
  }

  /** The items, which may be none; empty when it is no list. */
  Optional<ImmutableList<YamlNode>> list(String what, YamlNode node) {
    if (node instanceof YamlNode.Sequence list) {
      return Optional.of(list.items());
    }
    problems.add(node.location(), what + " must be a list, not " + node.description());
    return Optional.empty();
  }

  /** The items, one at least; empty when it was reported. */
  Optional<ImmutableList<YamlNode>> filledList(String what, YamlNode node) {
    Optional<ImmutableList<YamlNode>> items = list(what, node);
    if (items.isPresent() && items.get().isEmpty()) {
      problems.add(node.location(), what + " is empty; add to it or remove it");
      return Optional.empty();
    }
    return items;
  }
}
