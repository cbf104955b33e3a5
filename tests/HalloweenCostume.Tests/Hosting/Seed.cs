using Dapper;
using HalloweenCostume.Data;
using Microsoft.Extensions.DependencyInjection;

namespace HalloweenCostume.Tests.Hosting;

internal static class Seed
{
    /// <summary>Rows of pictures that were ready long ago, a second apart; their objects are not there.</summary>
    public static Task ImagesAsync(LocalHost host, long personId, int count)
    {
        var start = host.Time.GetUtcNow().AddDays(-1).ToUnixTimeMilliseconds();
        return host.Services.GetRequiredService<Database>().WriteAsync(connection =>
        {
            var generationId = Guid.CreateVersion7().ToString();
            connection.Execute(
                "INSERT INTO generations (id, person_id, lora_id, prompt, num_images, status, created_at, completed_at) VALUES (@generationId, @personId, 1, 'johndoe', 4, 'completed', @start, @start)",
                new { generationId, personId, start });
            return connection.Execute(
                """
                INSERT INTO images (id, generation_id, person_id, position, status, seed, width, height, content_type, bucket, object_name, thumbhash, created_at)
                VALUES (@id, @generationId, @personId, @position, 'ready', 1, 768, 1024, 'image/jpeg', 'halloween-costume-generated-images', @path, 'AAAA', @at)
                """,
                Enumerable.Range(0, count).Select(position => (Id: Guid.CreateVersion7().ToString(), position))
                    .Select(image => new { id = image.Id, generationId, personId, image.position, path = $"{personId}/{image.Id}.jpg", at = start + (image.position * 1000L) }));
        }, CancellationToken.None);
    }
}
