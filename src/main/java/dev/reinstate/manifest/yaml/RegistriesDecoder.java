package dev.reinstate.manifest.yaml;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.manifest.Destination;
import dev.reinstate.manifest.Location;
import dev.reinstate.manifest.Problems;
import dev.reinstate.manifest.Registries;
import dev.reinstate.manifest.yaml.YamlNode.Scalar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the registries list of a manifest: exactly one source, one or more destinations. */
public final class RegistriesDecoder {

  /** The promoter refuses {@code token}; old manifests have it, and it is never kept. */
  private static final ImmutableSet<String> KEYS =
      ImmutableSet.of("name", "src", "service-account", "token");

  private final Problems problems;
  private final Map<RegistryPrefix, Location> seen = new HashMap<>();
  private final List<RegistryPrefix> sources = new ArrayList<>();
  private final Map<RegistryPrefix, Destination> destinations = new LinkedHashMap<>();
  private boolean unclear;
  private int listedSources;
  private int listedDestinations;

  /** For one list. */
  public RegistriesDecoder(Problems problems) {
    this.problems = problems;
  }

  /**
   * The registries without the invalid ones; empty when no source or no destination is left, or
   * when it is not clear which one is the source.
   */
  public Optional<Registries> decode(YamlNode node) {
    if (!(node instanceof YamlNode.Sequence list)) {
      problems.add(node.location(), "'registries' must be a list, not " + node.description());
      return Optional.empty();
    }
    list.items().forEach(this::registry);
    checkRoles(list.location());
    return listedSources == 1 && sources.size() == 1 && !destinations.isEmpty()
        ? Optional.of(
            new Registries(sources.getFirst(), ImmutableList.copyOf(destinations.values())))
        : Optional.empty();
  }

  private void registry(YamlNode node) {
    if (!(node instanceof YamlNode.Mapping mapping)) {
      problems.add(node.location(), "a registry must be a mapping, not " + node.description());
      unclear = true;
      return;
    }
    Fields fields = new Fields(mapping, KEYS, problems);
    boolean source = fields.flag("src");
    countRole(source, fields.valid(), mapping.location());
    Optional<Scalar> name = fields.requiredString("name");
    Optional<RegistryPrefix> prefix = name.flatMap(scalar -> prefix(scalar, fields));
    Optional<String> serviceAccount = serviceAccount(fields);
    fields.warnOf("token");
    if (prefix.isEmpty()) {
      return;
    }
    Destination destination = new Destination(prefix.get(), serviceAccount);
    checkUnique(destination, source, name.orElseThrow().location(), fields);
    if (fields.valid() && source) {
      sources.add(prefix.get());
    } else if (fields.valid()) {
      destinations.merge(
          prefix.get(), destination, (a, b) -> a.serviceAccount().isPresent() ? a : b);
    }
  }

  private Optional<String> serviceAccount(Fields fields) {
    Optional<String> account = fields.optionalString("service-account");
    Optional<YamlNode> value = fields.optional("service-account");
    if (value.isPresent() && account.map(String::isEmpty).orElse(value.get().isNull())) {
      problems.warn(value.get().location(), "'service-account' names none; remove it");
    }
    return account.filter(name -> !name.isEmpty());
  }

  /** A destination may be written twice, unless by two accounts. */
  private void checkUnique(Destination registry, boolean source, Location place, Fields fields) {
    Location first = seen.putIfAbsent(registry.prefix(), place);
    if (first == null) {
      return;
    }
    String message =
        "registry " + registry.prefix() + " is already listed at " + first + "; remove one";
    Destination before = destinations.get(registry.prefix());
    if (before == null
        || source
        || contradict(before.serviceAccount(), registry.serviceAccount())) {
      fields.reject(place, message);
    } else {
      problems.warn(place, message);
    }
  }

  private static boolean contradict(Optional<String> one, Optional<String> other) {
    return one.isPresent() && other.isPresent() && !one.equals(other);
  }

  private static Optional<RegistryPrefix> prefix(Scalar name, Fields fields) {
    Optional<RegistryPrefix> prefix = parse(name.text());
    if (prefix.isEmpty()) {
      fields.reject(
          name.location(),
          "invalid registry name " + EscapedText.of(name.text()) + "; write host or host/path");
    }
    return prefix;
  }

  private static Optional<RegistryPrefix> parse(String name) {
    if (name.endsWith("/")) {
      return Optional.empty();
    }
    try {
      return Optional.of(RegistryPrefix.parse(name));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Counts what is listed, valid or not, so that one mistake is not reported as two. */
  private void countRole(boolean source, boolean clear, Location location) {
    if (!clear) {
      unclear = true;
    } else if (!source) {
      listedDestinations++;
    } else if (++listedSources > 1) {
      problems.add(
          location,
          "a second source registry, which the promoter would write to; only one may have 'src: true'");
    }
  }

  private void checkRoles(Location list) {
    if (unclear) {
      return;
    }
    if (listedSources == 0) {
      problems.add(list, "no source registry; mark one with 'src: true'");
    }
    if (listedDestinations == 0) {
      problems.warn(list, "no destination registry, so that nothing is promoted; list one");
    }
  }
}
