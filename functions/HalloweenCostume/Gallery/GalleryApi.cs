using System.Text.Json;
using HalloweenCostume.Access;
using HalloweenCostume.Generations;
using HalloweenCostume.Http;
using HalloweenCostume.People;
using Microsoft.AspNetCore.Http;

namespace HalloweenCostume.Gallery;

public sealed class GalleryApi(GalleryDb gallery, GalleryVersions versions, PageCache cache, PeopleDb people, PictureLinksFactory links)
{
    private const int DefaultLimit = 20;
    private const int MaxLimit = 100;

    public async Task<IResult> ListAsync(HttpRequest request, string userId, CancellationToken cancellationToken)
    {
        if (Ids.Number(userId) is not { } personId)
            return Ids.NotANumber("userId");
        if (!Caller.Of(request).Sees(personId))
            return PeopleApi.Nobody(personId);
        var errors = new FieldErrors();
        var limit = Whole(request, "limit", MaxLimit, errors) ?? DefaultLimit;
        var page = Whole(request, "page", int.MaxValue, errors);
        var before = Before(request, personId, page, errors);
        if (errors.Any)
            return Problems.Invalid(errors);

        // The version is taken before the rows are read: a page read while the gallery changes is kept under the old version.
        var window = links.Window;
        var origin = PictureLinks.Origin(request);
        // New pictures come before all others, so what follows a cursor changes with those that go or come back alone.
        var version = page is null && before < long.MaxValue ? versions.RemovalsOf(personId) : versions.Of(personId);
        var key = new PageKey(personId, version, page is { } number ? -number : before, limit, window.SignedAt.ToUnixTimeSeconds(), origin);
        if (cache.Find(key) is { } kept)
            return new JsonBytes(kept);
        var rows = page is { } counted
            ? await gallery.PageAfterAsync(personId, (counted - 1L) * limit, limit + 1, cancellationToken)
            : await gallery.PageAsync(personId, before, limit + 1, cancellationToken);
        if (rows.Count == 0 && !people.IsKnown(personId))
            return PeopleApi.Nobody(personId);
        var answer = Write(rows, limit, page, personId, links.For(origin, window));
        cache.Keep(key, answer);
        return new JsonBytes(answer);
    }

    public IResult Get(HttpRequest request, string userId, string imageId)
    {
        if (Ids.Number(userId) is not { } personId)
            return Ids.NotANumber("userId");
        return Mine(request, personId, imageId) is { } id && gallery.Find(personId, id) is { } row
            ? Image(request, row)
            : Problems.NotFound("There is no such picture of this user. If it was deleted less than 7 days ago, POST to its address with /restorations brings it back.");
    }

    // What a person changes is changed whether or not they wait for the answer: no cancellation below.
    public async Task<IResult> DeleteAsync(HttpRequest request, string userId, string imageId)
    {
        if (Ids.Number(userId) is not { } personId)
            return Ids.NotANumber("userId");
        return Mine(request, personId, imageId) is { } id
            ? await gallery.DeleteAsync(personId, id, CancellationToken.None) switch
            {
                DeleteOutcome.Deleted => TypedResults.NoContent(),
                DeleteOutcome.NotReady => Problems.Of(StatusCodes.Status409Conflict, "This picture is not ready. Cancel its generation instead: DELETE /api/generations/{id}."),
                _ => NoSuchImage(),
            }
            : NoSuchImage();
    }

    public async Task<IResult> RestoreAsync(HttpRequest request, string userId, string imageId)
    {
        if (Ids.Number(userId) is not { } personId)
            return Ids.NotANumber("userId");
        return Mine(request, personId, imageId) is { } id && await gallery.RestoreAsync(personId, id, CancellationToken.None) is { } row
            ? Image(request, row)
            : NoSuchImage();
    }

    // Another person's pictures are, for a person's key, none.
    private static Guid? Mine(HttpRequest request, long personId, string imageId) => Caller.Of(request).Sees(personId) ? Ids.Uuid(imageId) : null;

    private IResult Image(HttpRequest request, ImageRow row) => TypedResults.Json(GeneratedImage.From(row, links.For(request)), ApiJson.Readable.GeneratedImage);

    private static byte[] Write(List<ImageRow> rows, int limit, int? page, long personId, PictureLinks links)
    {
        var hasMore = rows.Count > limit;
        if (hasMore)
            rows.RemoveAt(limit);
        return JsonSerializer.SerializeToUtf8Bytes(
            new ImagePage(
                rows.ConvertAll(row => GeneratedImage.From(row, links)),
                hasMore,
                hasMore ? Cursor.Write(personId, rows[^1].CreatedAtMs) : null,
                page),
            ApiJson.Readable.ImagePage);
    }

    private static long Before(HttpRequest request, long personId, int? page, FieldErrors errors)
    {
        if (!request.Query.TryGetValue("cursor", out var values))
            return long.MaxValue;
        if (page is not null)
            errors.Add("cursor", "and page exclude each other: give one of them.");
        if (values is [{ } cursor] && Cursor.Read(personId, cursor) is { } before)
            return before;
        errors.Add("cursor", "must be the nextCursor of an earlier answer for the same user.");
        return 0;
    }

    private static int? Whole(HttpRequest request, string name, int max, FieldErrors errors)
    {
        if (!request.Query.TryGetValue(name, out var values))
            return null;
        if (values.Count == 1 && Ids.Number(values[0]) is >= 1 and var number && number <= max)
            return (int)number;
        errors.Add(name, $"must be a whole number from 1 to {max}.");
        return null;
    }

    private static IResult NoSuchImage() => Problems.NotFound("There is no such picture of this user, or it was deleted more than 7 days ago.");
}
