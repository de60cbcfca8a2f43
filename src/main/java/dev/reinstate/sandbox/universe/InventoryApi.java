package dev.reinstate.sandbox.universe;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import dev.reinstate.sandbox.answer.ApiError;
import dev.reinstate.sandbox.answer.ImageInventory;
import dev.reinstate.sandbox.http.Call;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.http.Exchange;
import dev.reinstate.sandbox.http.Reply;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Artifact Registry's own API: one host for all regions, which looks into that which is asked for.
 */
final class InventoryApi implements Exchange {

  private static final int PAGE = 1000;

  private final ImmutableMap<String, Region> regions;
  private final ImmutableMap<String, Region> sources;

  /**
   * @param sources where the staging project is, with its own quota
   */
  InventoryApi(List<Region> regions, Region sources) {
    this.regions = Maps.uniqueIndex(regions, Region::name);
    this.sources = ImmutableMap.of(sources.name(), sources);
  }

  @Override
  public Reply answer(Call call) throws IOException {
    List<String> words = Splitter.on('/').splitToList(call.target().reference());
    Region region =
        call.target().endpoint() == Endpoint.DOCKER_IMAGES
            ? (words.get(1).equals(Promotion.STAGING) ? sources : regions).get(words.get(3))
            : null;
    if (region == null) {
      return ApiError.reply(404, "NOT_FOUND", "Method or location not found.");
    }
    if (!call.target().method().equals("GET")) {
      return ApiError.reply(405, "UNIMPLEMENTED", "The inventory is only read here.");
    }
    if (region.isDead()) {
      return ApiError.reply(
          503, "UNAVAILABLE", "Location " + region.name() + " is currently unreachable.");
    }
    Optional<Reply> refusal = region.apiRefusal();
    if (refusal.isPresent()) {
      return refusal.get();
    }
    boolean isEmptied =
        region.contents().isEmpty() && Catalog.ROOT.equals(words.get(1) + "/" + words.get(5));
    return isEmptied
        ? Reply.ofJson(200, none -> {})
        : new ImageInventory(region.contents(), PAGE).handle(call);
  }
}
