using Dapper;
using HalloweenCostume.Data;
using Microsoft.Extensions.DependencyInjection;

namespace HalloweenCostume.Tests.Hosting;

/// <summary>What a host has kept and sent so far: equal before and after a request that must leave nothing behind.</summary>
internal sealed record Stored(long Generations, long Images, long Keys, int Submits)
{
    public static Stored By(LocalHost host)
    {
        var (generations, images, keys) = host.Services.GetRequiredService<Database>().Read(connection => connection.QuerySingle<(long, long, long)>(
            "SELECT (SELECT count(*) FROM generations), (SELECT count(*) FROM images), (SELECT count(*) FROM generations WHERE idempotency_key IS NOT NULL)"));
        return new(generations, images, keys, host.Fal.Journal.Submits.Count);
    }
}
