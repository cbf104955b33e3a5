using HalloweenCostume.Access;
using HalloweenCostume.Http;
using Microsoft.AspNetCore.Http;

namespace HalloweenCostume.People;

public sealed class PeopleApi(PeopleDb people)
{
    /// <summary>The profiles that the caller may choose from.</summary>
    public IResult List(HttpRequest request)
    {
        var caller = Caller.Of(request);
        return TypedResults.Json<IReadOnlyList<Person>>([.. people.All().Where(person => caller.Sees(person.Id))], ApiJson.Readable.IReadOnlyListPerson);
    }

    internal static IResult Nobody(long userId) => Problems.NotFound($"userId: nobody has the id {userId}. GET /api/users lists the profiles.");
}
