package dev.reinstate.report.form;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.jr.stree.JrsValue;
import com.google.common.collect.ImmutableMultiset;
import com.google.common.collect.ImmutableSetMultimap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Sets;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.json.Json;
import dev.reinstate.json.JsonValues;
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
      Json.writeStrings(json, "repositories", repositories.get(name));
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** {@link IllegalArgumentException} when there is no such field, or it is something else. */
  public static Destinations read(JrsValue json) {
    if (!json.path(FIELD).isArray()) {
      throw new IllegalArgumentException("there are no " + FIELD);
    }
    ImmutableSortedMap.Builder<Repository, RegistryPrefix> byRepository =
        ImmutableSortedMap.naturalOrder();
    ImmutableSortedMap.Builder<RegistryPrefix, ImmutableMultiset<ImageCondition>> images =
        ImmutableSortedMap.naturalOrder();
    for (JrsValue destination : JsonValues.all(json.path(FIELD))) {
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

  private static ImmutableMultiset<ImageCondition> conditions(JrsValue images) {
    ImmutableMultiset.Builder<ImageCondition> conditions = ImmutableMultiset.builder();
    for (ImageCondition condition : ImageCondition.values()) {
      conditions.addCopies(condition, (int) JsonValues.number(images.path(key(condition)), 0));
    }
    return conditions.build();
  }

  private static String key(ImageCondition condition) {
    return Summary.jsonKey(condition.word());
  }
}
