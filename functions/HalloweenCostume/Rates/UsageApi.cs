using System.Globalization;
using Dapper;
using HalloweenCostume.Data;
using HalloweenCostume.Http;
using Microsoft.AspNetCore.Http;

namespace HalloweenCostume.Rates;

/// <summary>Who asked for how many pictures, for admins.</summary>
public sealed class UsageApi(Database database, TimeProvider time)
{
    private const int DefaultDays = 30;
    private const int MaxDays = 400;

    public IResult Get(HttpRequest request)
    {
        var days = DefaultDays;
        if (request.Query.TryGetValue("days", out var values))
        {
            if (values.Count != 1 || Ids.Number(values[0]) is not (>= 1 and <= MaxDays and var number))
                return Problems.Invalid("days", $"must be a whole number from 1 to {MaxDays}.");
            days = (int)number;
        }

        var to = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var from = to.AddDays(1 - days);
        return TypedResults.Json(new Usage(Text(from), Text(to), Count(from)), ApiJson.Readable.Usage);
    }

    private List<UsageDay> Count(DateOnly from) => database.Read(connection => connection.Query<(string Day, long UserId, string FirstName, string LastName, long Requested, long Returned)>(
        """
        SELECT c.day, p.id, p.first_name, p.last_name, c.requested, c.returned
        FROM (SELECT date(charged_at / 1000, 'unixepoch') AS day, person_id, count(*) AS requested, sum(returned) AS returned
              FROM charges WHERE charged_at >= @since GROUP BY 1, 2) AS c
        JOIN people p ON p.id = c.person_id AND p.forgotten_at IS NULL
        ORDER BY c.day DESC, lower(p.first_name), lower(p.last_name), p.id
        """, new { since = new DateTimeOffset(from, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeMilliseconds() })
        .Select(row => new UsageDay(row.Day, row.UserId, row.FirstName, row.LastName, row.Requested, row.Returned)).ToList());

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <param name="From">The first day, in UTC, such as <c>2026-10-31</c>.</param>
/// <param name="Days">Newest first, then by name; nobody on a day on which they asked for nothing.</param>
public sealed record Usage(string From, string To, IReadOnlyList<UsageDay> Days);

/// <param name="Requested">Images, those that were made again counted again.</param>
/// <param name="Returned">Of these, what cost nothing and was given back.</param>
public sealed record UsageDay(string Day, long UserId, string FirstName, string LastName, long Requested, long Returned);
