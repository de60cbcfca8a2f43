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
import dev.reinstate.report.Fate;
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
      ImmutableMultiset<Fate> fates = destinations.fates(name);
      for (Fate fate : Sets.immutableEnumSet(fates.elementSet())) {
        json.writeNumberField(key(fate), fates.count(fate));
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
    ImmutableSortedMap.Builder<RegistryPrefix, ImmutableMultiset<Fate>> images =
        ImmutableSortedMap.naturalOrder();
    for (JsonNode destination : json.get(FIELD)) {
      RegistryPrefix name = RegistryPrefix.parse(JsonText.of(destination, "name"));
      for (String repository : JsonText.all(destination, "repositories")) {
        byRepository.put(Repository.parse(repository), name);
      }
      ImmutableMultiset<Fate> fates = fates(destination.path("images"));
      if (!fates.isEmpty()) {
        images.put(name, fates);
      }
    }
    return new Destinations(byRepository.buildOrThrow(), images.buildOrThrow());
  }

  private static ImmutableMultiset<Fate> fates(JsonNode images) {
    ImmutableMultiset.Builder<Fate> fates = ImmutableMultiset.builder();
    for (Fate fate : Fate.values()) {
      fates.addCopies(fate, images.path(key(fate)).asInt());
    }
    return fates.build();
  }

  private static String key(Fate fate) {
    return Summary.jsonKey(fate.word());
  }
}
