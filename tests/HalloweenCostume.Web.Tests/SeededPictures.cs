using Dapper;
using HalloweenCostume.Data;
using HalloweenCostume.Local.Demo.Art;
using HalloweenCostume.Local.Storage;
using HalloweenCostume.People;
using HalloweenCostume.Pictures;
using HalloweenCostume.Settings;
using HalloweenCostume.Storage;
using Microsoft.Extensions.Configuration;

namespace HalloweenCostume.Web.Tests;

/// <summary>Pictures that a profile is to have without anybody waiting for them.</summary>
internal static class SeededPictures
{
    private static readonly string[] Prompts =
    [
        "a vampire in a haunted house", "a witch in the forest", "a friendly ghost", "a pirate at sea", "an astronaut on the moon", "a robot in the city",
    ];
    private static readonly Lazy<Task<Drawn[]>> Drawings = new(() => Task.WhenAll(Prompts.Select(prompt => Task.Run(() => DrawAsync(prompt)))));
    private static readonly StorageOptions Storage = StorageOptions.From(new SettingsReader(new ConfigurationBuilder().Build()));

    private sealed record Drawn(byte[] Picture, byte[] Thumbnail, PictureFacts Facts);

    private sealed record Kept(string Picture, string Thumbnail, PictureFacts Facts);

    /// <summary>
    /// Adds pictures with the prompts "Picture 1", the oldest, to "Picture {count}", a minute old. Six are drawn; they go by many names.
    /// A running site shows them within a second.
    /// </summary>
    /// <param name="folder">The site's <c>DATA_DIR</c>.</param>
    /// <param name="profile">Its place in the list, from 1.</param>
    /// <param name="perDay">How many belong to one day: 10,000 of them reach 250 days back.</param>
    /// <returns>The profile's user id.</returns>
    public static async Task<long> AddAsync(string folder, int profile, int count, int perDay = 40)
    {
        using var source = new SqliteDataSource(new(Path.Combine(folder, "halloween.db"), "WAL"));
        using var database = new Database(source);
        using var store = new FolderObjectStore(new(folder), Storage);
        var person = new PeopleDb(database, TimeProvider.System).All()[profile - 1].Id;
        var kept = (await Drawings.Value).Select((drawn, number) => Keep(drawn, Path.Combine(folder, "seeded", $"{number}"))).ToList();
        var taken = database.Read(connection => connection.Query<long>("SELECT created_at FROM images WHERE person_id = @person", new { person })).ToHashSet();
        var newest = DateTimeOffset.UtcNow.AddMinutes(-1);
        var rows = Enumerable.Range(1, count).Select(number =>
        {
            var at = newest - (TimeSpan.FromDays(1) / perDay * (count - number));
            // Of those that an earlier call added, at most one is in a millisecond.
            while (!taken.Add(at.ToUnixTimeMilliseconds()))
                at = at.AddMilliseconds(1);
            var image = Guid.CreateVersion7(at);
            var name = ObjectName.Picture(Storage.GeneratedBucket, person, image, run: 1, "jpg");
            var (picture, thumbnail, facts) = kept[number % kept.Count];
            Link(store.PathOf(name)!, picture);
            Link(store.PathOf(name.Thumbnail())!, thumbnail);
            return new
            {
                person, at = at.ToUnixTimeMilliseconds(), prompt = $"Picture {number}", generation = Guid.CreateVersion7(at).ToString(),
                image = image.ToString(), seed = number, facts.Width, facts.Height, facts.ContentType, name.Bucket, name.Path, facts.Thumbhash,
            };
        }).ToList();
        await database.WriteAsync(connection => connection.Execute(
            """
            INSERT INTO generations (id, person_id, lora_id, prompt, num_images, status, created_at, completed_at)
            VALUES (@generation, @person, (SELECT min(id) FROM loras WHERE person_id = @person), @prompt, 1, 'completed', @at, @at);
            INSERT INTO images (id, generation_id, person_id, position, status, seed, width, height, content_type, bucket, object_name, thumbhash, created_at)
            VALUES (@image, @generation, @person, 0, 'ready', @seed, @Width, @Height, @ContentType, @Bucket, @Path, @Thumbhash, @at);
            """, rows), CancellationToken.None);
        return person;
    }

    private static async Task<Drawn> DrawAsync(string prompt)
    {
        var file = Path.GetTempFileName();
        try
        {
            var picture = Artist.Draw(prompt, seed: 1, width: 768, height: 1024, personName: null);
            await File.WriteAllBytesAsync(file, picture);
            var (facts, thumbnail) = await PictureReader.ReadAsync(file, CancellationToken.None);
            return new(picture, thumbnail, facts);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static Kept Keep(Drawn drawn, string folder)
    {
        var kept = new Kept(Path.Combine(folder, "picture"), Path.Combine(folder, "thumbnail"), drawn.Facts);
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(kept.Picture, drawn.Picture);
            File.WriteAllBytes(kept.Thumbnail, drawn.Thumbnail);
        }

        return kept;
    }

    private static void Link(string path, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (!HardLink.Create(path, target))
            File.Copy(target, path);
    }
}
