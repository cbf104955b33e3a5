using System.Net;
using System.Text.Json;
using Dapper;
using HalloweenCostume.Data;
using HalloweenCostume.Generations;
using HalloweenCostume.People;
using HalloweenCostume.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HalloweenCostume.Tests.Properties;

/// <summary>One person's gallery beside what it should be: a list, newest first.</summary>
internal sealed class GalleryModel(LocalHost host, long personId)
{
    private const string Bucket = "halloween-costume-generated-images";

    private readonly List<string> _all = [];
    private readonly HashSet<string> _deleted = [];

    public long PersonId => personId;

    public List<string> Listed => [.. Enumerable.Reverse(_all).Where(id => !_deleted.Contains(id))];

    public static async Task<GalleryModel> OfNewPersonAsync(LocalHost host, int old)
    {
        var database = host.Services.GetRequiredService<Database>();
        var model = new GalleryModel(host, await host.Services.GetRequiredService<PeopleDb>().AddAsync("Ada", "Vale", CancellationToken.None));
        if (old > 0)
            await Seed.ImagesAsync(host, model.PersonId, old);
        model._all.AddRange(database.Read(connection => connection.Query<string>(
            "SELECT id FROM images WHERE person_id = @PersonId ORDER BY created_at", new { model.PersonId }).AsList()));
        return model;
    }

    /// <summary>As the workflow stores a picture, but for the picture.</summary>
    public async Task AddAsync()
    {
        var asked = await host.Services.GetRequiredService<GenerationDb>().AddAsync(new(personId, 1, "johndoe", [7], null, "hash"), CancellationToken.None);
        var images = host.Services.GetRequiredService<ImageDb>();
        var image = images.Plan(asked.Id, 1).Images.Single();
        Assert.True(await images.KeepPictureAsync(
            image, new(Bucket, $"{personId}/{image.ImageId}.jpg"), new(768, 1024, "image/jpeg", "jpg", "AAAA"), 7, CancellationToken.None));
        _all.Add($"{image.ImageId}");
    }

    public async Task DeleteAsync(int which)
    {
        if (_all.Count == 0)
            return;
        var id = _all[which % _all.Count];
        using var response = await host.Http.DeleteAsync($"/api/images/{personId}/{id}");
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        _deleted.Add(id);
    }

    public async Task RestoreAsync(int which)
    {
        if (_all.Count == 0)
            return;
        var id = _deleted.Count > 0 ? _deleted.Order(StringComparer.Ordinal).ElementAt(which % _deleted.Count) : _all[which % _all.Count];
        using var response = await host.Http.PostAsync($"/api/images/{personId}/{id}/restorations", null);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        _deleted.Remove(id);
    }

    /// <summary>A page by its number is what stands there in the list at that moment.</summary>
    public async Task CheckPageAsync(int page, int limit)
    {
        var answer = await host.Http.GetJsonAsync($"/api/images/{personId}?page={page}&limit={limit}");

        Assert.Equal(Listed.Skip((page - 1) * limit).Take(limit), Ids(answer));
        Assert.Equal(Listed.Count > page * limit, answer.GetProperty("hasMore").GetBoolean());
    }

    /// <returns>What a reader sees next, who has come as far as <paramref name="last"/>, with the cursor for what follows.</returns>
    public async Task<(List<string> Seen, string? Cursor)> TurnAsync(string? last, string? cursor, int limit)
    {
        var answer = await host.Http.GetJsonAsync($"/api/images/{personId}?limit={limit}{(cursor is null ? "" : $"&cursor={cursor}")}");
        // Its place is known although the picture there may be deleted by now.
        var older = last is null ? Listed : [.. Enumerable.Reverse(_all.Take(_all.IndexOf(last))).Where(id => !_deleted.Contains(id))];

        Assert.Equal(older.Take(limit), Ids(answer));
        Assert.Equal(older.Count > limit, answer.GetProperty("hasMore").GetBoolean());
        var next = answer.GetProperty("nextCursor").GetString();
        Assert.Equal(older.Count > limit, next is not null);
        return (Ids(answer), next);
    }

    public static List<string> Ids(JsonElement page) => [.. page.GetProperty("images").EnumerateArray().Select(image => image.Id())];
}
