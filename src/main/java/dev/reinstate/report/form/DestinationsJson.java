package dev.reinstate.report.form;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableMultiset;
import com.google.common.collect.ImmutableSetMultimap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Sets;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.report.Destinations;
import dev.reinstate.report.ImageCondition;
import dev.reinstate.report.Summary;
import java.io.IOException;

/** {@link Destinations} in {@code plan.json}. */
public final class DestinationsJson {

  private static final String FIELD = "destinations";

  private DestinationsJson() {}

  /** A field of the object that is open. */
  static void write(Destinations destinations, JsonGenerator json) throws IOException {
    ImmutableSetMultimap<RegistryPrefix, Repository> repositories =
        destinations.byRepository().asMultimap().inverse();
    json.writeArrayFieldStart(FIELD);
    for (RegistryPrefix name : destinations.names()) {
      json.writeStartObject();
      json.writeStringField("name", name.toString());
      json.writeObjectFieldStart("images");
      ImmutableMultiset<ImageCondition> conditions = destinations.conditions(name);
      for (ImageCondition condition : Sets.immutableEnumSet(conditions.elementSet())) {
        json.writeNumberField(key(condition), conditions.count(condition));
      }
      json.writeEndObject();
      json.writeArrayFieldStart("repositories");
      for (Repository repository : repositories.get(name)) {
        json.writeString(repository.toString());
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** {@link IllegalArgumentException} when there is no such field, or it is something else. */
  public static Destinations read(JsonNode json) {
    if (!json.path(FIELD).isArray()) {
      throw new IllegalArgumentException("there are no " + FIELD);
    }
    ImmutableSortedMap.Builder<Repository, RegistryPrefix> byRepository =
        ImmutableSortedMap.naturalOrder();
    ImmutableSortedMap.Builder<RegistryPrefix, ImmutableMultiset<ImageCondition>> images =
        ImmutableSortedMap.naturalOrder();
    for (JsonNode destination : json.get(FIELD)) {
      RegistryPrefix name = RegistryPrefix.parse(JsonText.of(destination, "name"));
      for (String repository : JsonText.all(destination, "repositories")) {
        byRepository.put(Repository.parse(repository), name);
      }
      ImmutableMultiset<ImageCondition> conditions = conditions(destination.path("images"));
      if (!conditions.isEmpty()) {
        images.put(name, conditions);
      }
    }
    return new Destinations(byRepository.buildOrThrow(), images.buildOrThrow());
  }

  private static ImmutableMultiset<ImageCondition> conditions(JsonNode images) {
    ImmutableMultiset.Builder<ImageCondition> conditions = ImmutableMultiset.builder();
    for (ImageCondition condition : ImageCondition.values()) {
      conditions.addCopies(condition, images.path(key(condition)).asInt());
    }
    return conditions.build();
  }

  private static String key(ImageCondition condition) {
    return Summary.jsonKey(condition.word());
  }
}
